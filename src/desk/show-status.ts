import { z } from 'zod'
import { relativeTime } from '../notify/discord-message.ts'
import { discordCode, discordText } from '../notify/discord-text.ts'
import type { DiscordWords } from '../notify/discord-words.ts'
import { saySize } from '../notify/words.ts'
import type { DeskMessage } from '../ports/desk.ts'
import { card } from './card.ts'
import { dateOf } from './reply.ts'

/** What is shown of what `moltd status` prints. */
export const status = z.object({
  gateways: z.array(
    z.object({
      unit: z.string(),
      active: z.string(),
      version: z.string(),
      served: z.string().nullable(),
    }),
  ),
  advisories: z.array(z.object({ severity: z.string(), version: z.string(), reason: z.string() })),
  problems: z.array(z.string()),
  openRun: z.string().nullable(),
  schedule: z.object({ nextAt: z.string().nullable() }),
  lastRun: z.object({ startedAt: z.string(), headline: z.string() }).nullable(),
  quarantine: z.array(z.object({ version: z.string() })),
  orders: z.object({
    hold: z.object({ until: z.string().nullable(), reason: z.string().nullable() }).nullable(),
    pin: z.string().nullable(),
    skipped: z.array(z.string()),
    breaker: z.object({ isOpen: z.boolean() }),
  }),
  recovery: z.object({ points: z.number(), bytes: z.number(), newest: z.string().nullable() }),
  undelivered: z.array(z.string()),
})

type Status = z.infer<typeof status>

const colours = { well: 0x2e_a0_43, ill: 0xcf_22_2e, odd: 0xd4_a7_2c } as const

export function renderStatus(told: Status, { desk }: DiscordWords): DeskMessage {
  const { labels, status: words } = desk
  const { gateways, advisories, problems, lastRun, recovery, schedule, openRun, undelivered } = told
  const serving = gateways.map(({ unit, active, version, served }) => {
    const mark = active === 'active' ? '🟢' : '🔴'
    const serves = words.serves(discordText(version, 40), served === null ? null : discordText(served, 40))
    return `${mark} ${serves}\n-# ${discordCode(unit, 80)} · ${discordText(active, 20)}`
  })
  const next = relativeTime(schedule.nextAt)
  const lines = (texts: readonly string[], mark: string) =>
    texts.map(text => `${mark} ${discordText(text, 200)}`)
  const kept = words.points(recovery.points, saySize(recovery.bytes), discordCode(recovery.newest ?? '', 60))
  return card(`🩺 **${words.title}**`, colourOf(told), '', [
    [labels.gateway, [...serving, ...lines(problems, '✗')]],
    [
      labels.advisories,
      lines(
        advisories
          .filter(({ severity }) => severity !== 'note')
          .map(({ version, reason }) => `${version}: ${reason}`),
        '⚠️',
      ),
    ],
    [labels.schedule, [next === null ? words.noDaemon : words.nextRun(next)]],
    [
      labels.lastRun,
      [
        lastRun === null
          ? words.noRunYet
          : `${discordText(lastRun.headline, 300)}\n-# ${relativeTime(lastRun.startedAt) ?? ''}`,
        ...(openRun === null ? [] : [words.openRun(discordText(openRun, 40))]),
      ],
    ],
    [labels.orders, restraints(told, desk.status)],
    [labels.recovery, recovery.points === 0 ? [] : [kept]],
    [labels.undelivered, lines(undelivered, '✉️')],
  ])
}

function restraints({ orders, quarantine }: Status, words: DiscordWords['desk']['status']): string[] {
  const { hold, pin, skipped, breaker } = orders
  const untilMs = Date.parse(hold?.until ?? '')
  const until = Number.isNaN(untilMs) ? null : dateOf(untilMs)
  const reason = hold?.reason ? `: ${discordText(hold.reason, 200)}` : ''
  const versions = (list: readonly string[]) => discordText(list.join(', '), 200)
  return [
    ...(hold === null ? [] : [`⏸️ ${words.hold(until)}${reason}`]),
    ...(pin === null ? [] : [`📌 ${words.pin(discordText(pin, 60))}`]),
    ...(skipped.length === 0 ? [] : [`🚫 ${words.skipped(versions(skipped))}`]),
    ...(quarantine.length === 0
      ? []
      : [`🔒 ${words.quarantined(versions(quarantine.map(({ version }) => version)))}`]),
    ...(breaker.isOpen ? [`🛑 ${words.breaker}`] : []),
  ]
}

function colourOf({ gateways, problems, openRun, undelivered }: Status): number {
  const isDown = gateways.some(({ active }) => active !== 'active')
  if (isDown || problems.length > 0) return colours.ill
  return openRun !== null || undelivered.length > 0 ? colours.odd : colours.well
}
