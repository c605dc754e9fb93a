/**
 * Where an answer of the stand-in is not shaped like a real one: a path that the real one does not have, or another type there.
 * Fewer paths are fine. An element of a list is held to the real one that it is nearest to; null stands for any type.
 */
export function findShapeErrors(standIn: unknown, real: unknown, path = ''): string[] {
  if (standIn === null || real === null) return []
  if (Array.isArray(standIn)) {
    if (!Array.isArray(real)) return [`${path} is a list here, ${typeof real} in truth`]
    return standIn.flatMap((element, index) => findNearest(element, real, `${path}[${index}]`))
  }
  if (typeof standIn !== typeof real || Array.isArray(real))
    return [`${path} is ${typeof standIn} here, ${typeof real} in truth`]
  if (!isRecord(standIn) || !isRecord(real)) return []
  return Object.entries(standIn).flatMap(([key, value]) =>
    key in real
      ? findShapeErrors(value, real[key], `${path}.${key}`)
      : [`${path}.${key} is not there in truth`],
  )
}

function findNearest(element: unknown, real: readonly unknown[], path: string): string[] {
  const [nearest = []] = real
    .map(candidate => findShapeErrors(element, candidate, path))
    .sort((a, b) => a.length - b.length)
  return nearest
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
