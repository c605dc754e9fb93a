import type { Host } from '../machine/host.ts'

/** OpenClaw names its pnpm to the patch; this is one that registries have whole, with what it is made of. */
export const pinnedPnpm = 'pnpm@12.4.2'

/** The checkout, below claw's home. */
export const checkoutFolder = 'openclaw'

/** The build that stands in for OpenClaw's own: what the package was published with, and the stamps that its updater wants. */
const build = `import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
const head = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim()
const builtAt = new Date().toISOString()
const write = (name, facts) => fs.writeFileSync('dist/' + name, JSON.stringify(facts))
fs.rmSync('dist', { recursive: true, force: true })
fs.cpSync('prebuilt', 'dist', { recursive: true })
const published = JSON.parse(fs.readFileSync('prebuilt/build-info.json', 'utf8'))
write('build-info.json', { ...published, commit: head, builtAt })
for (const stamp of ['.buildstamp', '.runtime-postbuildstamp']) write(stamp, { builtAt: Date.now(), head })
`

const manifest = `const fs = require('node:fs')
const { devDependencies, ...facts } = JSON.parse(fs.readFileSync('package.json', 'utf8'))
const scripts = { build: 'node build.mjs', openclaw: 'node openclaw.mjs' }
const written = { ...facts, packageManager: '${pinnedPnpm}', scripts }
fs.writeFileSync('package.json', JSON.stringify(written, null, 2) + '\\n')
`

/** What the tag of a version has: its package, with \`dist\` to be built and ignored, as in OpenClaw's own repository. */
function commitVersion(version: string): string {
  return `find . -mindepth 1 -maxdepth 1 ! -name .git -exec rm -rf {} +
npm pack --silent openclaw@${version} >/dev/null
tar xzf openclaw-${version}.tgz --strip-components 1 && rm openclaw-${version}.tgz
mv dist prebuilt && rm -f .openclaw-lifecycle-pending
cat >build.mjs <<'END'
${build}END
node -e "$(cat ~/.cache/manifest.cjs)"
printf '%s\\n' node_modules/ dist/ .artifacts/ >.gitignore
echo 'allowUnusedPatches: true' >>pnpm-workspace.yaml
pnpm install --lockfile-only
git add -A . && git commit -q -m ${version} && git tag v${version}`
}

/** GitHub is out of reach: a repository made from the real packages plays it. */
async function makeUpstream(host: Host, versions: readonly string[]): Promise<void> {
  await host.writeFile('.cache/manifest.cjs', manifest)
  const script = `set -e
mkdir -p ~/upstream && cd ~/upstream && git init -q -b main && git config user.name Clawd && git config user.email clawd@example.org
git config core.compression 1 && git config gc.auto 0
${versions.map(commitVersion).join('\n')}`
  await host.sh(script, { timeoutMs: 300_000 })
}

/** As its documentation says: cloned, installed and built by pnpm, here on a branch at a release's tag; with the launcher that its installer writes. */
export async function makeCheckout(host: Host, versions: readonly [string, ...string[]]): Promise<void> {
  await host.sh(`npm install --global --no-audit --no-fund --allow-scripts=pnpm ${pinnedPnpm}`, {
    timeoutMs: 180_000,
  })
  await makeUpstream(host, versions)
  const root = `/home/claw/${checkoutFolder}`
  await host.sh(
    `set -e
git clone -q ~/upstream ${root} && cd ${root} && git checkout -q -b live v${versions[0]}
pnpm install && pnpm build`,
    { timeoutMs: 300_000 },
  )
  await host.writeFile(
    '.npm-global/bin/openclaw',
    `#!/usr/bin/env bash\nset -euo pipefail\nexec node ${root}/dist/entry.js "$@"\n`,
    0o755,
  )
}
