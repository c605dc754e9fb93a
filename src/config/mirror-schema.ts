import * as z from 'zod'

/** How an address with a password or a token in it is refused. */
export const credentialsInUrl = 'would put a password or a token into the config'

export const repositoryUrl = z
  .string()
  .regex(
    /^(https?:\/\/|ssh:\/\/|file:\/\/\/|\/(?!\/)|[\w.-]+@[\w.-]+:)\S+$/,
    'must be the address of a git repository: https://…, ssh://…, user@host:path, or a path',
  )
  .refine(hasNoCredentials, credentialsInUrl)

export const mirror = z
  .strictObject({
    enabled: z
      .boolean()
      .default(false)
      .describe('Keep a copy of the source of OpenClaw on this machine; `moltd mirror init` sets it up.'),
    upstream: repositoryUrl
      .default('https://github.com/openclaw/openclaw.git')
      .describe('Where the source of OpenClaw comes from.'),
    origin: repositoryUrl.optional().meta({
      description:
        'Your own private repository, which gets everything that the mirror holds and loses nothing; no user or token in it: git has credential helpers and keys for that.',
      examples: ['git@github.com:you/openclaw-mirror.git'],
    }),
    refs: z
      .array(
        z.string().regex(/^refs\/(heads|tags)\/[^\s*]*\*?$/, 'must begin with refs/heads/ or refs/tags/'),
      )
      .min(1)
      .default(['refs/heads/main', 'refs/tags/v*'])
      .describe('Which refs of upstream are kept; a * at the end stands for the rest of a name.'),
    depth: z
      .number()
      .int()
      .min(0)
      .max(1_000_000)
      .default(0)
      .describe('The first clone takes only so many newest commits of each ref; 0: the whole history.'),
    filter: z
      .enum(['none', 'blob:none'])
      .default('none')
      .describe('With blob:none the contents of files stay at upstream until they are asked for.'),
    timeoutMinutes: z
      .number()
      .int()
      .min(1)
      .max(1440)
      .default(120)
      .describe('A sync that takes longer than so many minutes stops, and goes on the next time.'),
    buildTimeoutMinutes: z
      .number()
      .int()
      .min(1)
      .max(1440)
      .default(90)
      .describe('A build from the mirror (`moltd rollback --from mirror`) that takes longer is given up.'),
    onMismatch: z
      .enum(['say', 'block'])
      .default('say')
      .describe(
        'When the installed program says it was built from another commit than its release tag: say it in the report, or block the update.',
      ),
  })
  .prefault({})
  .describe('A private mirror of the source, from which nothing is ever taken away.')

export const vault = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe(
        'Keep each version that was installed or approved here as it was published, with all that it depends on: some 200 MB for the first, less for each further one.',
      ),
    keep: z
      .number()
      .int()
      .min(1)
      .max(1000)
      .default(100)
      .describe('How many versions the vault keeps; the installed one stays on top of that.'),
    maxGigabytes: z
      .number()
      .positive()
      .max(10_000)
      .default(5)
      .describe(
        'How much disk the vault may take: beyond it the version used longest ago goes, never the installed one.',
      ),
    leaveFreeGigabytes: z
      .number()
      .min(0)
      .max(10_000)
      .default(5)
      .describe('With less than this free on the disk nothing more is kept, and the report says so.'),
  })
  .prefault({})
  .describe('Versions that can be installed though the registry no longer has them.')

/** `ssh://git@host` names an account, `https://token@host` is a secret. */
function hasNoCredentials(url: string): boolean {
  const [, scheme, user = ''] = /^(\w+):\/\/([^/@]*)@/.exec(url) ?? []
  return scheme === undefined || (scheme === 'ssh' && !user.includes(':'))
}
