import { join } from 'node:path'
import { mayBeWebhook } from '../config/secrets.ts'
import type { Discovery } from '../openclaw/discover.ts'
import type { World } from '../ports/world.ts'
import { writeSecret } from '../setup/write-config.ts'
import type { InitOptions, InitPlan } from './init.ts'

interface Known extends Discovery {
  file: string
  options: InitOptions
}

/** Asks a person; null when they leave. The webhook's URL goes into a file of its own at once, and nowhere else. */
export async function askForConfig(
  world: Pick<World, 'files' | 'places'>,
  { file, gateways, problems, options }: Known,
): Promise<InitPlan | null> {
  const ui = await import('@clack/prompts')
  const ask = async <T>(question: Promise<T>): Promise<Exclude<T, symbol>> => {
    const answer = await question
    if (!isAnswer(answer)) throw new Left()
    return answer
  }

  async function chooseUnit(): Promise<string | undefined> {
    for (const { unit, error } of problems) ui.log.warn(`${unit}: ${error.message}`)
    const [only, ...others] = gateways
    if (only === undefined)
      ui.log.warn('No OpenClaw gateway was found: `openclaw gateway install` makes one.')
    else if (others.length === 0)
      ui.log.success(`Found ${only.unit}: OpenClaw ${only.installation.version}, port ${only.port}.`)
    if (others.length === 0) return options.unit
    return ask(
      ui.select({
        message: 'Which gateway?',
        options: gateways.map(({ unit, port }) => ({ value: unit, label: `${unit} (port ${port})` })),
      }),
    )
  }

  async function askWebhook(): Promise<string | undefined> {
    if (options.webhookFile !== undefined) return options.webhookFile
    if (!(await ask(ui.confirm({ message: 'Reports on Discord?', initialValue: false })))) return undefined
    const url = await ask(
      ui.password({
        message: 'URL of the webhook (channel settings, Integrations, Webhooks, Copy Webhook URL)',
        validate: text =>
          mayBeWebhook(text?.trim() ?? '') ? undefined : 'It begins with https://discord.com/api/webhooks/',
      }),
    )
    const secret = join(world.places.configFolder, 'discord-webhook')
    await writeSecret(world, secret, url)
    return secret
  }

  async function askMirror(): Promise<InitPlan['choices']['mirror']> {
    if (options.mirrorOrigin !== undefined) return { origin: options.mirrorOrigin }
    const message =
      "Mirror OpenClaw's source, in case its repository goes away (several GB, in the background)?"
    if (!(await ask(ui.confirm({ message, initialValue: options.mirror === true })))) return undefined
    const origin = await ask(
      ui.text({
        message: 'A private git repository of yours that it goes on to (empty: only this disk)',
        defaultValue: '',
        validate: text =>
          text === undefined || /^\S*$/.test(text)
            ? undefined
            : 'One address, such as git@host:you/mirror.git',
      }),
    )
    return { origin: origin === '' ? undefined : origin }
  }

  try {
    ui.intro('moltd')
    if ((await world.files.stat(file)) !== null) {
      const message = `${file} is there already. Replace it (a copy is kept)?`
      if (options.replace !== true && !(await ask(ui.confirm({ message, initialValue: false })))) return null
    }
    const unit = await chooseUnit()
    const cron = await ask(
      ui.text({
        message: 'When? (minute, hour, day of month, month, day of week)',
        initialValue: options.cron ?? '0 6 * * *',
        validate: text => (/^\S+( \S+){4}$/.test(text ?? '') ? undefined : 'Five fields, such as: 0 6 * * *'),
      }),
    )
    const mode = await ask(
      ui.select({
        message: 'What may it do by itself?',
        initialValue: options.mode ?? 'auto',
        options: [
          { value: 'auto', label: 'update', hint: 'and take back what does not prove itself' },
          { value: 'ask', label: 'ask', hint: 'it waits until you run it' },
          { value: 'notify', label: 'only tell me' },
        ],
      }),
    )
    const webhookFile = await askWebhook()
    const testWebhook =
      webhookFile !== undefined && (await ask(ui.confirm({ message: 'Say something there now, as a test?' })))
    const mirror = await askMirror()
    const install = await ask(ui.confirm({ message: 'Let it run by itself from now on (moltd install)?' }))
    return {
      choices: { unit, cron, timezone: options.timezone, mode, webhookFile, mirror },
      replace: true,
      testWebhook,
      install,
    }
  } catch (error) {
    if (error instanceof Left) return null
    throw error
  }
}

/** Leaving one question leaves all. */
class Left extends Error {}

/** clack answers with a symbol when somebody leaves. */
function isAnswer<T>(answer: T): answer is Exclude<T, symbol> {
  return typeof answer !== 'symbol'
}
