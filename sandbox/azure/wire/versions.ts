/** API versions, by service. Where Azure has dozens, their form is checked, not the list. */
export const JIT_VERSIONS = ['2015-06-01-preview', '2020-01-01'] as const;
export const PRICING_VERSIONS = [
  '2017-08-01-preview',
  '2018-06-01',
  '2022-03-01',
  '2023-01-01',
  '2024-01-01',
] as const;
export const GRAPH_VERSIONS = [
  '2018-09-01-preview',
  '2019-04-01',
  '2020-04-01-preview',
  '2021-03-01',
  '2021-06-01-preview',
  '2022-10-01',
  '2024-04-01',
] as const;
export const SUBSCRIPTION_VERSIONS =
  /^(2014-04-01|2015-01-01|2015-11-01|2016-06-01|2018-02-01|2019-0[3-9]-01|2019-1[01]-01|202\d-\d\d-01)$/;
export const NETWORK_VERSIONS = /^20(1[5-9]|2\d)-(0[1-9]|1[0-2])-(01|15|30)$/;
export const COMPUTE_VERSIONS = /^20(1[5-9]|2\d)-(0[1-9]|1[0-2])-(01|15|30)(-preview)?$/;
export const AUTHORIZATION_VERSIONS = [
  '2015-07-01',
  '2018-07-01',
  '2022-04-01',
  '2022-05-01-preview',
] as const;
