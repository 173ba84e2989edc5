/**
 * Which parts of a rule could be taken out with no test noticing. By hand, since all of it takes hours:
 *   npm run test:mutation                                         the steps of a request
 *   npm run test:mutation -- --mutate src/access/decide.ts        one file
 *   MUTATE=policy npm run test:mutation                           what the policy says
 *   MUTATE=flow npm run test:mutation                             what somebody may now
 *   MUTATE=deeds npm run test:mutation                            what is done for a request, and when
 *   MUTATE=people npm run test:mutation                           whose an account is, and who is in a group
 */
const FILES = {
  steps: ['src/access/{decide,may-step,approve,wish-of,request,parts}.ts'],
  policy: [
    'src/access/policy/{judge,match,fit,compose,demands,approvals,stages,group,guests,never,who}.ts',
    'src/access/policy/{duration-cap,source-cap,break-glass,terms,time,both-ladders,ladder,seats}.ts',
    'src/access/policy/{policy,looked-up,mode,on-behalf,lost-groups,rule-index,name-pattern}.ts',
    'src/access/{span,jit}.ts',
  ],
  flow: [
    'src/flow/step/{roles,entitle,checks,judge-again,judge-grants,policy-now,guests,only-watching}.ts',
    'src/flow/say/may-see.ts',
  ],
  deeds: ['src/flow/deeds/*.ts'],
  people: ['src/people/{accounts,by-email,codes,links,owners,people,tries}.ts'],
};

export default {
  mutate: FILES[process.env.MUTATE ?? 'steps'],
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  coverageAnalysis: 'perTest',
  concurrency: 1,
  // Sentences are read by people: a test says what each has to tell, and not that its words stay.
  mutator: { excludedMutations: ['StringLiteral'] },
  plugins: ['@stryker-mutator/vitest-runner', './test/mutation/never.mjs'],
  ignorers: ['never'],
  timeoutMS: 60_000,
  reporters: ['clear-text', 'json'],
  jsonReporter: { fileName: 'data/mutation.json' },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, allowEmojis: false },
  tempDirName: 'data/stryker',
  ignorePatterns: ['data', 'docs/pictures', 'manifest', '.ci'],
};
