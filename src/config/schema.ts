import * as z from 'zod'
import { mirror, repositoryUrl, vault } from './mirror-schema.ts'
import { notify } from './notify-schema.ts'
import { advisories, policy } from './policy-schema.ts'
import { rehearsal } from './rehearsal-schema.ts'
import { schedule } from './schedule-schema.ts'
import { folder, snowflake, wholeNumber } from './value-schemas.ts'

const gateway = z.strictObject({
  unit: z
    .string()
    .regex(/^[\w@.:\\-]+$/, 'must be the name of a unit, without a path')
    .optional()
    .meta({
      description: 'Unit of the gateway to look after; needed only when there are several.',
      examples: ['openclaw-gateway.service'],
    }),
})

export const updateDrivers = ['update-run', 'openclaw-update', 'package-manager'] as const

const update = z.strictObject({
  drivers: z
    .array(z.enum(updateDrivers))
    .min(1)
    .default([...updateDrivers])
    .describe(
      "Ways to update, tried in this order: the gateway's own update.run, the openclaw update command outside the gateway, and the package manager.",
    ),
  idleLimitSeconds: wholeNumber(30, 3600)
    .default(180)
    .describe('An update that shows no progress at all for so many seconds has failed.'),
  deadlineMinutes: wholeNumber(5, 240)
    .default(45)
    .describe('An update that has not ended after so many minutes is rolled back, progress or not.'),
})

const quiet = z.strictObject({
  waitMinutes: wholeNumber(0, 720)
    .default(30)
    .describe(
      'Where OpenClaw says that work is in progress, an automatic run waits up to so many minutes for an idle moment; 0: it does not ask.',
    ),
  otherwise: z
    .enum(['postpone', 'update'])
    .default('postpone')
    .describe('What an automatic run does when no idle moment comes: postpone to the next run, or update.'),
  aheadMinutes: wholeNumber(0, 120)
    .default(5)
    .describe('Work that OpenClaw is to start within so many minutes counts as in progress.'),
})

const condemn = z.strictObject({
  failures: wholeNumber(1, 20)
    .default(2)
    .describe(
      'A check condemns the update when it failed in so many of its last looks, and does not pass now.',
    ),
  of: wholeNumber(1, 20).default(3).describe('How many of the last looks at a check count.'),
})

const inconclusive = z.strictObject({
  waitMinutes: wholeNumber(0, 1440)
    .default(60)
    .describe(
      'When nobody can tell whether the update is well, you are asked, and have so many minutes to answer; 0: you are not asked.',
    ),
  otherwise: z
    .enum(['rollback', 'keep'])
    .default('rollback')
    .describe('What happens when nobody answers: rollback to the old version, or keep the new one.'),
})

const verify = z.strictObject({
  settleSeconds: wholeNumber(0, 1800)
    .default(45)
    .describe(
      'A gateway that serves and is not well yet has so many seconds to get there: channels log in, caches fill.',
    ),
  soakSeconds: wholeNumber(0, 3600)
    .default(60)
    .describe('For so many seconds the updated gateway must stay well before the update counts.'),
  readyBudgetSeconds: wholeNumber(10, 3600)
    .default(300)
    .describe('A started gateway has so many seconds to become ready; more while its start makes progress.'),
  condemn: condemn
    .prefault({})
    .describe('How often a check must fail, so that one that flaps does not take an update back.'),
  inconclusive: inconclusive.prefault({}).describe('What happens when health cannot tell.'),
})

const recovery = z.strictObject({
  keep: z
    .number()
    .int()
    .min(1)
    .max(100)
    .default(3)
    .describe('How many recovery points are kept; pinned ones and the last good one stay on top of that.'),
  folder: folder.optional().meta({
    description:
      "Where recovery points are kept; absent: in moltd's data folder, or beside the package when that is on another file system.",
    examples: ['~/.local/share/moltd/recovery'],
  }),
})

const messageRoundTrip = z.strictObject({
  channelId: snowflake.optional().meta({
    description:
      "Id of a channel in which moltd's bot may write and OpenClaw's bot answers; best one of its own.",
    examples: ['1298765432109876547'],
  }),
  expectFrom: snowflake.optional().meta({
    description: "Id of OpenClaw's bot, which is mentioned and whose answer counts.",
    examples: ['1298765432109876548'],
  }),
  timeoutSeconds: wholeNumber(5, 600)
    .default(90)
    .describe('An answer that takes longer than so many seconds is missed.'),
})

const checks = z.strictObject({
  folder: folder.optional().meta({
    description: 'Folder of your own checks; absent: the folder checks beside this file in the usual place.',
    examples: ['~/.config/moltd/checks'],
  }),
  timeoutSeconds: wholeNumber(1, 600)
    .default(30)
    .describe('A check of your own that takes longer than so many seconds is stopped and counts as unknown.'),
  modelCall: z
    .boolean()
    .default(false)
    .describe(
      'Asks the model for one word by way of the gateway, before an update and after the soak time; your provider may charge for it.',
    ),
  messageRoundTrip: messageRoundTrip
    .prefault({})
    .describe(
      "Has moltd's bot on Discord write to OpenClaw's bot and wait for the answer, before an update and after the soak time; only with channelId and expectFrom, and each answer costs a turn of the model.",
    ),
})

const selfUpdate = z.strictObject({
  repository: repositoryUrl.optional().meta({
    description:
      'The git repository that you got moltd from: a newer release tag there is reported, and never taken by itself; absent: nobody looks.',
    examples: ['https://git.example.org/you/moltd.git'],
  }),
})

/** Every key of config.json5: its type, its default and one sentence. The example and the JSON schema are written from it. */
export const configSchema = z.strictObject({
  gateway: gateway.prefault({}).describe('Which gateway moltd looks after.'),
  channel: z
    .enum(['stable', 'beta', 'extended-stable'])
    .default('stable')
    .describe('Release channel of OpenClaw to follow: stable, beta or extended-stable.'),
  schedule: schedule.prefault({}).describe('When moltd runs by itself.'),
  quiet: quiet.prefault({}).describe("How an automatic run keeps out of the way of OpenClaw's work."),
  policy: policy.prefault({}).describe('What an automatic run may take; `moltd run` by hand is your yes.'),
  update: update.prefault({}).describe('How an update is carried out.'),
  rehearsal: rehearsal.prefault({}).describe('How a new version is tried out before the update.'),
  verify: verify.prefault({}).describe('How an updated gateway proves itself.'),
  recovery: recovery.prefault({}).describe('What is kept so that an update can be taken back.'),
  mirror,
  vault,
  checks: checks.prefault({}).describe('Your own checks: executables that say whether your gateway is well.'),
  advisories: advisories
    .prefault({})
    .describe('Known facts about versions: vulnerable, or breaking in your case; see docs/advisories.md.'),
  selfUpdate: selfUpdate.prefault({}).describe('New versions of moltd itself.'),
  notify: notify.prefault({}).describe('Who is told how a run ended.'),
})

export type Config = z.infer<typeof configSchema>
