export interface KeyPlace {
  /** `['update', 'drivers', '0']` */
  path: readonly string[]
  line: number
}

interface Parent {
  key: string
  /** Index of the present element; null in an object. */
  element: number | null
}

const token =
  /\/\/[^\n\r\u2028\u2029]*|\/\*[\s\S]*?\*\/|"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|[{}[\]:,]|[^\s{}[\]:,"'/]+/gu

/** Where each key of a valid JSON5 text stands, in the order of the text; array elements count as keys. */
export function locateKeys(text: string): KeyPlace[] {
  const places: KeyPlace[] = []
  const parents: Parent[] = []
  let key = ''
  let word = ''
  let line = 1
  let position = 0

  for (const match of text.matchAll(token)) {
    const [found] = match
    line += countLines(text.slice(position, match.index))
    position = match.index
    if (found.startsWith('//') || found.startsWith('/*')) continue
    const parent = parents.at(-1)
    if (parent && parent.element !== null && !/^[\]:,]$/.test(found)) {
      key = String(parent.element)
      places.push({ path: [...pathOf(parents), key], line })
    }
    if (found === '{' || found === '[') parents.push({ key, element: found === '[' ? 0 : null })
    else if (found === '}' || found === ']') parents.pop()
    else if (found === ',' && parent && parent.element !== null) parent.element += 1
    else if (found === ':') {
      key = word
      places.push({ path: [...pathOf(parents), key], line })
    } else word = unquote(found)
  }
  return places
}

function pathOf(parents: readonly Parent[]): string[] {
  return parents.slice(1).map(parent => parent.key)
}

function countLines(text: string): number {
  return text.split(/\r\n|[\n\r\u2028\u2029]/u).length - 1
}

function unquote(word: string): string {
  return /^["']/.test(word) ? word.slice(1, -1) : word
}
