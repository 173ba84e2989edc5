/** One part of a transition: what it is called in the script below, with the keys and values that it takes. */
export interface Part {
  readonly name: string;
  readonly keys: readonly string[];
  readonly values: readonly string[];
}

/** What must hold for anything to be written; where it does not, `refusal` says why. */
export interface Check extends Part {
  readonly name: 'same' | 'there' | 'free' | 'next';
  readonly refusal: () => Error;
}

export interface Write extends Part {
  readonly name: 'call' | 'event' | 'number' | 'renumber' | 'lag' | 'keepUp' | 'copy' | 'unshow' | 'prune';
}

/**
 * Redis runs a script as one step: first every check, and where one fails its place is answered and nothing is written; then every
 * write. No write of these can fail but for want of a right or of memory, which Redis finds out at the first of them.
 */
export const SCRIPT = `
local at, key_at = 1, 0
local function value() at = at + 1; return ARGV[at - 1] end
local function key() key_at = key_at + 1; return KEYS[key_at] end
local function many(one)
  local all = {}
  for i = 1, tonumber(value()) do all[i] = one() end
  return all
end
local function part()
  local name = value()
  local keys = many(key)
  return { name = name, keys = keys, values = many(value) }
end

local checks, writes = {}, {}

function checks.same(keys, values) return (redis.call('HGET', keys[1], values[1]) or '') == values[2] end

function checks.there(keys, values) return redis.call('HEXISTS', keys[1], values[1]) == 1 end

-- Nobody but the second value is there past the first.
function checks.free(keys, values)
  for _, id in ipairs(redis.call('ZRANGE', keys[1], '(' .. values[1], '+inf', 'BYSCORE', 'LIMIT', 0, 2)) do
    if id ~= values[2] then return false end
  end
  return true
end

local function last(extent) return tonumber(redis.call('HGET', extent, 'last') or 0) end

-- The next number of the log is not taken.
function checks.next(keys) return redis.call('HEXISTS', keys[2], last(keys[1]) + 1) == 0 end

function writes.call(keys, values) redis.call(values[1], keys[1], unpack(values, 2)) end

function writes.event(keys, values)
  local seq = redis.call('HINCRBY', keys[1], 'last', 1)
  redis.call('HSET', keys[2], seq, values[1])
  redis.call('ZADD', keys[3], values[2], seq)
  for i = 3, #values, 2 do redis.call('HSET', keys[4], seq .. ':' .. values[i], values[i + 1]) end
  for i = 5, #keys do redis.call('ZADD', keys[i], seq, seq) end
end

-- A member has the number of the event that was just written.
function writes.number(keys, values)
  for i = 2, #keys do redis.call('ZADD', keys[i], last(keys[1]), values[1]) end
end

-- A member goes to another set with the number that it had.
function writes.renumber(keys, values)
  local number = redis.call('ZSCORE', keys[1], values[1])
  if number then
    redis.call('ZREM', keys[1], values[1])
    redis.call('ZADD', keys[2], number, values[1])
  end
end

-- Every copy that was not given up lags behind.
function writes.lag(keys, values)
  local shown = redis.call('ZRANGE', keys[1], 0, -1, 'WITHSCORES')
  for i = 1, #shown, 2 do redis.call('ZADD', keys[2], shown[i + 1], values[1] .. '\\n' .. shown[i]) end
end

-- Every copy that was drawn with the version before is told as drawn with the next; no text in it can look like the field.
function writes.keepUp(keys, values)
  local copies = redis.call('HGETALL', keys[1])
  for i = 1, #copies, 2 do
    local was, is = '"drawn":' .. values[1] .. '([,}])', '"drawn":' .. values[2] .. '%1'
    local next, found = string.gsub(copies[i + 1], was, is, 1)
    if found == 1 then redis.call('HSET', keys[1], copies[i], next) end
  end
end

-- A new copy; one that exists is left as it is.
function writes.copy(keys, values)
  if redis.call('HSETNX', keys[1], values[2], values[3]) == 1 then
    redis.call('ZADD', keys[2], 0, values[2])
    redis.call('ZADD', keys[3], 0, values[1] .. '\\n' .. values[2])
  end
end

-- Every copy goes, with what was to be drawn of it.
function writes.unshow(keys, values)
  for _, slot in ipairs(redis.call('HKEYS', keys[1])) do redis.call('ZREM', keys[3], values[1] .. '\\n' .. slot) end
  redis.call('DEL', keys[1], keys[2])
end

-- What ended before the value goes, so many at a time.
function writes.prune(keys, values)
  for _, name in ipairs(redis.call('ZRANGE', keys[1], '-inf', '(' .. values[1], 'BYSCORE', 'LIMIT', 0, 100)) do
    redis.call('ZREM', keys[1], name)
    redis.call('HDEL', keys[2], name)
  end
end

local must, may = many(part), many(part)
for place, check in ipairs(must) do
  if not checks[check.name](check.keys, check.values) then return place end
end
for _, write in ipairs(may) do writes[write.name](write.keys, write.values) end
return 0
`;

/** The script's arguments: the number of keys, the keys, then names and values in their order. */
export function argumentsOf(checks: readonly Check[], writes: readonly Write[]): (string | number)[] {
  const keys = [...checks, ...writes].flatMap((part) => part.keys);
  const listed = (parts: readonly Part[]): readonly (string | number)[] => [
    parts.length,
    ...parts.flatMap(flat),
  ];
  return [keys.length, ...keys, ...listed(checks), ...listed(writes)];
}

const flat = ({ name, keys, values }: Part): readonly (string | number)[] => [
  ...[name, keys.length, values.length],
  ...values,
];
