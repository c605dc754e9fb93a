export type HttpAnswer =
  | { kind: 'answer'; status: number; body: string }
  | { kind: 'no-answer'; reason: string }

export interface Http {
  /** One GET, body cut at 64 KiB; an answer of any status is an answer. Never rejects. */
  get(url: string, options: { timeoutMs: number }): Promise<HttpAnswer>
}
