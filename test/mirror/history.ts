/** For `git fast-import`: so many commits on main from there on, one small file each of five hundred, with so many release tags among them. */
export function historyOf(from: number, { commits, tags }: { commits: number; tags: number }): string {
  const everyTag = Math.floor(commits / tags)
  const parts: string[] = []
  for (let index = from; index < from + commits; index += 1) {
    const parent = index === from && from > 0 ? 'from refs/heads/main^0\n' : ''
    const text = `commit ${index}`
    parts.push(
      `commit refs/heads/main\ncommitter Clawd <clawd@example.org> ${1_600_000_000 + index} +0000\ndata ${text.length}\n${text}\n${parent}M 100644 inline file-${index % 500}\ndata ${text.length}\n${text}\n\n`,
    )
    if ((index - from + 1) % everyTag === 0)
      parts.push(`reset refs/tags/v2026.1.${index + 1}\nfrom refs/heads/main\n\n`)
  }
  return parts.join('')
}
