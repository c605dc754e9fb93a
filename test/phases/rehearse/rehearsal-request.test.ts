import { expect, test } from 'vitest'
import { whyStartIsLeft } from '../../../src/phases/rehearse/rehearsal-request.ts'

test.each(['2026.9.3', '2026.9.5', '2026.10.1'])(
  'the start is left to the updater of %s, where no driver goes around it',
  from => {
    expect(whyStartIsLeft(from, ['update-run', 'openclaw-update'])).toContain(
      `the updater of ${from} starts it`,
    )
    expect(whyStartIsLeft(from, ['update-run', 'openclaw-update', 'package-manager'])).toBeNull()
  },
)

test.each(['2026.2.17', '2026.8.2', '2026.9.3-beta.1', 'odd'])(
  'nobody else tries the start out where %s is installed',
  from => expect(whyStartIsLeft(from, ['update-run'])).toBeNull(),
)
