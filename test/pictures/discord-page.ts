import type { APIEmbed } from 'discord-api-types/v10'
import type { DiscordMessage } from '../../src/notify/discord-message.ts'

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** A page that looks as Discord does on a phone, dark, with one message of the bot's. */
export function discordPage(message: DiscordMessage, locale: 'en' | 'ja'): string {
  const embeds = (message.embeds ?? []).map(embed => renderEmbed(embed, locale)).join('')
  const rows = (message.components ?? [])
    .map(row => ('components' in row ? row.components : []))
    .map(buttons => `<div class="row">${buttons.map(renderButton).join('')}</div>`)
    .join('')
  return `<!doctype html><html lang="${locale}"><meta charset="utf-8"><style>${style}</style><body><main>
<div class="avatar">m</div><div class="message"><div class="head"><b>moltd</b><i>APP</i><time>06:04</time></div>
<div class="text">${markdown(message.content ?? '', locale)}</div>${embeds}${rows}</div></main></body></html>`
}

function renderEmbed(
  { color = 0, description, fields = [], footer, timestamp }: APIEmbed,
  locale: string,
): string {
  const text = description === undefined ? '' : `<p>${markdown(description, locale)}</p>`
  const parts = fields.map(
    ({ name, value }) => `<h4>${markdown(name, locale)}</h4><p>${markdown(value, locale)}</p>`,
  )
  const when =
    timestamp === undefined ? '' : ` • ${locale === 'ja' ? '今日' : 'Today at'} ${timestamp.slice(11, 16)}`
  const foot = footer === undefined ? '' : `<footer>${plain(footer.text)}${when}</footer>`
  return `<div class="embed" style="border-color:#${color.toString(16).padStart(6, '0')}">${text}${parts.join('')}${foot}</div>`
}

function renderButton(button: object): string {
  const {
    style = 2,
    label = '',
    emoji,
  } = button as { style?: number; label?: string; emoji?: { name?: string } }
  return `<button class="s${style}">${emoji?.name === undefined ? '' : `${emoji.name} `}${plain(label)}</button>`
}

/** As much of Discord's markdown as moltd writes. */
function markdown(text: string, locale: string): string {
  const kept: string[] = []
  const keep = (html: string) => `\ue000${kept.push(html) - 1}\ue001`
  return text
    .replaceAll(/\\([^0-9A-Za-z\s])/g, (_, character: string) => keep(plain(character)))
    .replaceAll(/`([^`\n]+)`/g, (_, code: string) => keep(`<code>${plain(code)}</code>`))
    .replaceAll(/<t:(\d+):([Rf])>/g, (_, seconds: string, kind: string) =>
      keep(
        `<span class="t">${kind === 'R' ? ago(Number(seconds), locale) : new Date(Number(seconds) * 1000).toISOString().slice(0, 16).replace('T', ' ')}</span>`,
      ),
    )
    .replaceAll(/\[([^[\]\n]+)\]\((https:[^)\s]+)\)/g, (_, label: string) => keep(`<a>${plain(label)}</a>`))
    .split('\n')
    .map(line => {
      const shown = plain(line).replaceAll(/\*\*(.+?)\*\*/g, '<b>$1</b>')
      if (line.startsWith('> ')) return `<blockquote>${shown.slice(5)}</blockquote>`
      if (line.startsWith('-# ')) return `<small>${shown.slice(3)}</small>`
      return `<div>${shown}</div>`
    })
    .join('')
    .replaceAll(/\ue000(\d+)\ue001/g, (_, index: string) => kept[Number(index)] ?? '')
}

/** When the pictures are taken. */
const nowSeconds = Date.UTC(2026, 10, 22, 6, 4, 15) / 1000

function ago(seconds: number, locale: string): string {
  const away = seconds - nowSeconds
  const [size, unit] =
    Math.abs(away) < 3600
      ? ([60, 'minute'] as const)
      : Math.abs(away) < 86_000
        ? ([3600, 'hour'] as const)
        : ([86_400, 'day'] as const)
  const minutes = Math.round(away / size) || -1
  return new Intl.RelativeTimeFormat(locale).format(minutes, unit)
}

function plain(text: string): string {
  return text.replaceAll(/[&<>"]/g, character => escapes[character] ?? character)
}

const style = `
* { margin: 0; box-sizing: border-box }
body { background: #313338; color: #dbdee1; font: 15px/1.35 'Noto Sans', 'Noto Sans CJK JP', 'Noto Color Emoji', sans-serif; width: 390px }
main { display: flex; gap: 12px; padding: 14px 12px 16px }
.avatar { flex: none; width: 40px; height: 40px; border-radius: 50%; background: #c0392b; color: #fff; display: grid; place-items: center; font-weight: 700; font-size: 20px }
.message { min-width: 0; flex: 1 }
.head b { color: #f2f3f5 } .head i { background: #5865f2; color: #fff; font: 600 10px sans-serif; border-radius: 3px; padding: 1px 4px; margin: 0 6px } .head time { color: #949ba4; font-size: 12px }
.text { margin: 2px 0 } b { color: #f2f3f5; font-weight: 700 }
.embed { background: #2b2d31; border-left: 4px solid; border-radius: 4px; padding: 10px 12px; margin-top: 6px; font-size: 14px; overflow-wrap: anywhere }
.embed h4 { color: #f2f3f5; font-size: 13px; margin-top: 9px } .embed p { margin: 0 }
blockquote { border-left: 3px solid #4e5058; padding-left: 9px; margin: 2px 0 }
code { background: #1e1f22; border-radius: 3px; padding: 1px 4px; font: 12.5px 'DejaVu Sans Mono', monospace }
a { color: #00a8fc } small { color: #949ba4; font-size: 12px; display: block } .t { background: #3d3f45; border-radius: 3px; padding: 0 2px }
footer { color: #949ba4; font-size: 11.5px; margin-top: 10px }
.row { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 8px } button { border: 0; border-radius: 6px; color: #fff; font: 600 14px 'Noto Sans', 'Noto Sans CJK JP', 'Noto Color Emoji', sans-serif; padding: 9px 14px }
.s1 { background: #5865f2 } .s2 { background: #4e5058 } .s3 { background: #248046 } .s4 { background: #da373c }
`
