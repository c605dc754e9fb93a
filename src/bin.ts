// Whole, not by name: a Node that is too old for moltd has no such name, and is to be told so by us.
import nodeModule from 'node:module'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(
    `moltd: cannot run on Node ${process.versions.node}: it needs 22.19 or newer [E_NODE_OLD]\n  Install a newer Node, or run moltd by its launcher, which brings its own.\n`,
  )
  process.exit(2)
}
nodeModule.enableCompileCache()
// Whoever listened has gone (`moltd run | head`): a run is not cut off for that.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}
const words = process.argv.slice(2)
if (words[0] === 'daemon') {
  const { daemonConfig, startDaemon } = await import('./cli/daemon.ts')
  const daemon = daemonConfig(words)
  // What it has asked of others may still be under way, and is not waited for.
  if (daemon !== null) process.exit(await startDaemon(daemon.config))
}
const [{ main }, { version }] = await Promise.all([
  import('./cli/main.ts'),
  import('./adapters/own-version.ts'),
])
process.exitCode = await main(words, version)
