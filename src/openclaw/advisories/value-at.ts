/** The value at a dotted path of an object read from JSON; undefined when there is none. */
export function valueAt(config: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined),
      config,
    )
}

/** A copy with this value at a dotted path; what is in the way of the path gives way. */
export function withValueAt(config: unknown, path: string, value: unknown): unknown {
  const [key, ...rest] = path.split('.')
  if (key === undefined || key === '') return value
  const base = isObject(config) ? config : {}
  return { ...base, [key]: rest.length === 0 ? value : withValueAt(base[key], rest.join('.'), value) }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
