/** The run was asked to stop here; what it did so far is written down and can be gone on from. */
export class Interrupted extends Error {
  constructor(during: string, options?: { cause?: unknown }) {
    super(`stopped on request during: ${during}`, options)
    this.name = 'Interrupted'
  }
}
