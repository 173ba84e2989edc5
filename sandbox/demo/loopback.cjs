// Preloaded (node --require) into every child of the demo. CommonJS, so that it runs before anything else is imported.
// 1. The child listens on 127.0.0.1 only, looks up no name but localhost, and connects to no other machine.
// 2. It ends when the process that started it is gone, however that one died: the demo leaves no orphans, and the folders that
//    AJAR_DEMO_LEFTOVERS lists (as PATH lists its own) go with it.
// Set AJAR_DEMO_REFUSED to a file to have every refused look-up and connection written there, one a line.
'use strict';
const dns = require('node:dns');
const net = require('node:net');
const fs = require('node:fs');
const path = require('node:path');

const HERE = '127.0.0.1';
const isHere = (host) => host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);

function refusal(host) {
  if (process.env.AJAR_DEMO_REFUSED) fs.appendFileSync(process.env.AJAR_DEMO_REFUSED, `${host}\n`);
  return Object.assign(new Error(`The demo stays on this machine; ${host} was refused.`), {
    code: 'ENOTFOUND',
    hostname: host,
  });
}

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...args) {
  const [first] = args;
  if (first === undefined || typeof first === 'function') args.unshift(0, HERE);
  else if (typeof first === 'number' || /^\d+$/.test(first)) {
    if (typeof args[1] === 'string') args[1] = HERE;
    else args.splice(1, 0, HERE);
  } else if (typeof first === 'object' && first.port !== undefined) args[0] = { ...first, host: HERE };
  return listen.apply(this, args);
};

const lookup = dns.lookup;
dns.lookup = (host, options, call) => {
  const answer = typeof options === 'function' ? options : call;
  if (isHere(host)) return lookup(host, options, call);
  process.nextTick(answer, refusal(host));
};
const lookupLater = dns.promises.lookup;
dns.promises.lookup = async (host, options) => {
  if (isHere(host)) return lookupLater(host, options);
  throw refusal(host);
};
for (const name of Object.keys(dns).filter((key) => /^(resolve|reverse)/.test(key))) {
  dns[name] = (host, ...rest) => process.nextTick(rest.at(-1), refusal(host));
  dns.promises[name] = async (host) => {
    throw refusal(host);
  };
}

// An address needs no look-up. `connect` gets (options, call), (port, host, call) or Node's own [options, call].
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const first = Array.isArray(args[0]) ? args[0][0] : args[0];
  const host = typeof first === 'object' && first !== null ? first.host : args[1];
  if (typeof host === 'string' && net.isIP(host) && !isHere(host)) return this.destroy(refusal(host));
  return connect.apply(this, args);
};

if (process.connected) {
  const leftovers = (process.env.AJAR_DEMO_LEFTOVERS ?? '').split(path.delimiter).filter(Boolean);
  process.on('disconnect', () => {
    try {
      for (const folder of leftovers) fs.rmSync(folder, { recursive: true, force: true });
    } finally {
      process.exit(); // Windows removes no file that is open; a temporary folder is then left, and no orphan.
    }
  });
  process.channel.unref();
}
