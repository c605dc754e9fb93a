export type HttpAnswer =
  | { kind: 'answer'; status: number; body: string }
  | { kind: 'no-answer'; reason: string }

export interface GetOptions {
  timeoutMs: number
  /** Whatever certificate is shown: for a process on this machine that is known by other means, and is told no secret. Absent: no. */
  anyCertificate?: boolean
}

export interface Http {
  /** One GET, body cut at 64 KiB; an answer of any status is an answer. Never rejects. */
  get(url: string, options: GetOptions): Promise<HttpAnswer>
}
