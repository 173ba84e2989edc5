import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import type { AzureClock } from './azure-clock.ts';

/** Tells the clock what Azure's answers say the time is. Stands after the library's own repeats, so that it sees each sending alone. */
export const hearDate = ({ heard, machine }: Pick<AzureClock, 'heard' | 'machine'>): PipelinePolicy => ({
  name: 'hearDate',
  async sendRequest(request, next) {
    const asked = machine();
    const response = await next(request);
    heard(response.headers.get('date'), asked, machine());
    return response;
  },
});
