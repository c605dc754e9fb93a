/** Names of a Node that stay when its version manager changes versions, best first; then those of the system. Whether they exist is for others to see. */
export function stableNodes(node: string): string[] {
  const managed = aliases.flatMap(({ path, alias }) => {
    const found = path.exec(node)
    return found === null ? [] : [alias(found)]
  })
  return [...managed, '/usr/bin/node', '/usr/local/bin/node']
}

const aliases: readonly { path: RegExp; alias: (found: RegExpExecArray) => string }[] = [
  { path: /^(.*\/\.?fnm)\/node-versions\//, alias: ([, base]) => `${base}/aliases/default/bin/node` },
  { path: /^(.*\/\.?nvm)\/versions\//, alias: ([, base]) => `${base}/current/bin/node` },
  { path: /^(.*\/\.volta)\/tools\//, alias: ([, base]) => `${base}/bin/node` },
  { path: /^(.*\/mise)\/installs\/node\//, alias: ([, base]) => `${base}/installs/node/latest/bin/node` },
  {
    path: /^(.*)\/Cellar\/([^/]+)\/[^/]+\/bin\/node$/,
    alias: ([, prefix, formula]) => `${prefix}/opt/${formula}/bin/node`,
  },
]
