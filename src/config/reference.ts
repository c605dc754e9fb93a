import { describeKeys, jsonSchema, type KeyDescription } from './describe-keys.ts'

const heading = [
  '// moltd: every key with its default. Generated from src/config/schema.ts by `npm run schema`.',
  '// All keys may be left out. Copy what you change to ~/.config/moltd/config.json5.',
]

/** The text of config/moltd.example.json5. */
export function renderExample(): string {
  return [...heading, '{', ...describeKeys().flatMap(key => renderKey(key, '  ')), '}', ''].join('\n')
}

/** The text of config/moltd.schema.json. */
export function renderSchema(): string {
  return `${JSON.stringify(jsonSchema(), null, 2)}\n`
}

function renderKey(key: KeyDescription, indent: string): string[] {
  const name = key.path.at(-1) ?? ''
  const comment = `${indent}// ${key.description}`
  if (key.keys.length > 0)
    return [
      comment,
      `${indent}${name}: {`,
      ...key.keys.flatMap(below => renderKey(below, `${indent}  `)),
      `${indent}},`,
    ]
  const line = `${name}: ${renderValue(key.default ?? key.example)},`
  return [comment, key.default === undefined ? `${indent}// ${line}` : `${indent}${line}`]
}

function renderValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(renderValue).join(', ')}]`
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value)
}
