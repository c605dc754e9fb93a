import { DefaultRenderer, Listr, ListrDefaultRendererLogLevels, ListrLogger, ProcessOutput } from 'listr2'
import { createPaint } from '../../notify/paint.ts'
import { clip, plainLine } from '../../notify/plain-text.ts'
import { sayDuration } from '../../notify/words.ts'
import { guardCursor } from './cursor.ts'
import { phaseLine, sayElapsed } from './phase-line.ts'
import type { TerminalNarrator, TerminalOptions } from './progress.ts'

const tickMs = 500
const outputIndent = 5

interface OpenPhase {
  phase: string
  startedMs: number
  /** What it does now. */
  text: string
  waiting: string | null
  /** How it ended; null while it works. */
  end: { status: string; time: string } | null
  /** Draws it anew; does nothing until it is on the screen. */
  draw(): void
}

/** Writes to our stream even when standard output is no terminal. */
class LiveRenderer extends DefaultRenderer {
  static override nonTTY = true
}

/** One line per phase, the working one with a spinner, its step, what it waits for, and the seconds that pass. */
export function createLiveNarrator(options: TerminalOptions): TerminalNarrator {
  const { stream, clock } = options
  const releaseCursor = guardCursor(stream)
  let open: OpenPhase | null = null
  let closed = false
  let screen = Promise.resolve()

  return {
    tell: event => {
      if (closed) return
      if (event.kind === 'phase-started') {
        finish('interrupted')
        begin(event.phase)
        return
      }
      if (open?.phase !== event.phase) return
      switch (event.kind) {
        case 'phase-ended':
          if (event.note !== '') open.text = event.note
          finish(event.status, sayDuration(event.durationMs))
          return
        case 'step-started':
          open.text = event.summary
          open.waiting = null
          break
        case 'step-ended':
          open.waiting = null
          break
        case 'waiting':
          open.waiting = event.text
      }
      open.draw()
    },
    aside: async work => {
      const before = open
      if (open) open.text = 'waits for your answer'
      finish('skipped')
      await screen
      try {
        return await work()
      } finally {
        if (before && open === null && !closed) begin(before.phase, before.startedMs)
      }
    },
    close: async () => {
      finish('interrupted')
      closed = true
      await screen
      releaseCursor()
    },
  }

  function begin(phase: string, startedMs = clock.monotonicMs()): void {
    const shown: OpenPhase = {
      phase,
      startedMs,
      text: '',
      waiting: null,
      end: null,
      draw: () => undefined,
    }
    open = shown
    screen = screen.then(() => show(shown, options)).catch(() => undefined) // a terminal that fails must not stop a run
  }

  function finish(status: string, time?: string): void {
    if (open === null) return
    open.end = { status, time: time ?? sayElapsed(clock.monotonicMs() - open.startedMs) }
    open.draw()
    open = null
  }
}

/** Keeps one phase on the screen until it has ended; its line stays. */
async function show(phase: OpenPhase, options: TerminalOptions): Promise<void> {
  const { stream, clock } = options
  const width = Math.min(stream.columns ?? 80, 80) - 4
  const title = () =>
    phaseLine(
      { ...phase, time: phase.end?.time ?? sayElapsed(clock.monotonicMs() - phase.startedMs) },
      { colour: options.colour, width },
    )
  const waiting = () =>
    phase.waiting === null ? '' : clip(`waits for ${plainLine(phase.waiting)}`, width - outputIndent)
  const list = new Listr(
    [
      {
        title: title(),
        task: (_context, task) =>
          new Promise<void>((resolve, reject) => {
            const tick = setInterval(() => phase.draw(), tickMs)
            phase.draw = () => {
              task.title = title()
              task.output = waiting()
              if (phase.end === null) return
              clearInterval(tick)
              if (phase.end.status === 'skipped') task.skip()
              if (phase.end.status === 'failed' || phase.end.status === 'interrupted')
                reject(new Error(phase.end.status))
              else resolve()
            }
            phase.draw()
          }),
      },
    ],
    {
      exitOnError: false,
      registerSignalListeners: false,
      renderer: LiveRenderer,
      rendererOptions: { ...look(options), logger: loggerOn(stream) },
    },
  )
  await list.run()
}

/** listr2 hides what others write to the stream while it draws, and shows it afterwards. */
function loggerOn(stream: NodeJS.WriteStream) {
  return new ListrLogger({
    processOutput: new ProcessOutput(stream, stream, { leaveEmptyLine: false }),
    toStderr: [],
  })
}

function look({ colour }: { colour: boolean }) {
  const paint = createPaint({ colour })
  const level = ListrDefaultRendererLogLevels
  return {
    showErrorMessage: false,
    showSkipMessage: false,
    icon: {
      [level.COMPLETED]: '✓',
      [level.FAILED]: '✗',
      [level.SKIPPED_WITH_COLLAPSE]: '–',
      [level.OUTPUT]: ' '.repeat(outputIndent - 3),
    },
    color: {
      [level.PENDING]: (text = '') => text,
      [level.COMPLETED]: (text = '') => paint('good', text),
      [level.FAILED]: (text = '') => paint('bad', text),
      [level.SKIPPED_WITH_COLLAPSE]: (text = '') => paint('quiet', text),
      [level.OUTPUT]: (text = '') => paint('quiet', text),
    },
  }
}
