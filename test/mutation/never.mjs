/** Stryker leaves out what TypeScript proves to be never reached: the last case of a switch over a union. */
const never = {
  shouldIgnore(path) {
    const isLast = path.isSwitchCase() && path.node.test === null;
    return isLast && path.toString().includes('satisfies never') ? 'it is never reached' : undefined;
  },
};

export const strykerPlugins = [{ kind: 'Ignore', name: 'never', value: never }];
