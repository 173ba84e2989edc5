// Plain JavaScript on purpose: it must run on any Node, to say which one is needed.
const NEEDED = [22, 18];

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  console.error(
    `Ajar needs Node ${NEEDED.join('.')} or newer; this is Node ${process.versions.node}.\n` +
      'In a checkout run it through npm ("npm install", then "npm run -s ajar -- help"): npm scripts use the Node 24 that comes with the project.\n' +
      'Anywhere else, and where optional packages were left out, install Node 24 from https://nodejs.org.',
  );
  process.exit(1);
}
