import { lookOf } from './look.ts'
import { createPaint, type Paint } from './paint.ts'
import { plainLine, widthOf, wrap } from './plain-text.ts'
import type { Report } from './report.ts'
import { type Item, type Section, sectionsOf } from './sections.ts'
import { titleOf } from './words.ts'

const labelWidth = 13

/** The screen that a person reads when a run is over; ends with a newline. */
export function renderReport(report: Report, options: { colour: boolean; width: number }): string {
  const paint = createPaint(options)
  const width = Math.min(Math.max(options.width, 50), 100)
  const look = lookOf(report.outcome)
  const title = plainLine(titleOf(report))
  const reason = plainLine(report.headline)
  const lines = [
    `${paint(look.tone, look.mark)} ${paint('strong', title)}`,
    ...(reason === '' || reason === title ? [] : wrap(reason, width - 2).map(line => `  ${line}`)),
    ...sectionsOf(report).flatMap(section => ['', ...renderSection(section, paint, width)]),
  ]
  return `${lines.map(line => line.replaceAll('\u00a0', ' ').trimEnd()).join('\n')}\n`
}

/** Sections without items in between stand together; each section's label is only on its first line. */
function renderSection(section: Section, paint: Paint, width: number): string[] {
  return section.flatMap(({ label, items }) => {
    const lines = items.flatMap(item => renderItem(item, paint, width - 2 - labelWidth))
    return lines.map((line, index) => {
      const name = index === 0 ? label : ''
      return `  ${paint('quiet', name)}${' '.repeat(labelWidth - widthOf(name))}${line}`
    })
  })
}

function renderItem(item: Item, paint: Paint, width: number): string[] {
  const mark = item.mark ?? ''
  const indent = mark === '' ? 0 : widthOf(mark) + 1
  const [first = '', ...rest] = wrap(plainLine(item.text), width - indent)
  const head = mark === '' ? '' : `${paint(item.tone ?? 'quiet', mark)} `
  const pad = ' '.repeat(indent)
  const notes = (item.notes ?? []).flatMap(note => wrapHanging(plainLine(note), width - indent))
  return [
    head + (mark === '' && item.tone !== undefined ? paint(item.tone, first) : first),
    ...rest.map(line => pad + (mark === '' && item.tone !== undefined ? paint(item.tone, line) : line)),
    ...notes.map(line => pad + paint('quiet', line)),
  ]
}

/** A note that begins with an arrow goes on below its words, not below the arrow. */
function wrapHanging(note: string, width: number): string[] {
  if (!note.startsWith('→ ')) return wrap(note, width)
  return wrap(note.slice(2), width - 2).map((line, index) => (index === 0 ? `→ ${line}` : `  ${line}`))
}
