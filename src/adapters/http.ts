import { reasonOf } from '../ports/errors.ts'
import type { Http, HttpAnswer } from '../ports/http.ts'
import { httpModuleFor } from './http-module.ts'

const bodyLimitBytes = 64 * 1024

/**
 * Each GET has a connection of its own: a kept one may belong to a process that has been restarted since, and would
 * read as no answer. Neither redirects nor proxies are followed.
 */
export const directHttp: Http = {
  get: (url, { timeoutMs, anyCertificate = false }) =>
    new Promise<HttpAnswer>(resolve => {
      const target = URL.parse(url)
      if (target?.protocol !== 'http:' && target?.protocol !== 'https:') {
        resolve({ kind: 'no-answer', reason: `not an http address: ${url}` })
        return
      }
      const { request: send } = httpModuleFor(target.protocol)
      const request = send(target, {
        agent: false,
        headers: { connection: 'close' },
        rejectUnauthorized: !anyCertificate,
      })
      const timer = setTimeout(
        () => end({ kind: 'no-answer', reason: `no answer in ${timeoutMs} ms` }),
        timeoutMs,
      )
      const end = (answer: HttpAnswer) => {
        clearTimeout(timer)
        resolve(answer)
        request.destroy()
      }
      request.on('error', error => end({ kind: 'no-answer', reason: explain(error) }))
      request.on('response', response => {
        const chunks: Buffer[] = []
        let bytes = 0
        const answer = () =>
          end({
            kind: 'answer',
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks).subarray(0, bodyLimitBytes).toString('utf8'),
          })
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk)
          bytes += chunk.length
          if (bytes >= bodyLimitBytes) answer()
        })
        response.on('end', answer)
        response.on('error', error => end({ kind: 'no-answer', reason: explain(error) }))
      })
      request.end()
    }),
}

/** Dialling `localhost` fails with one error per address inside an AggregateError, whose own message is empty. */
function explain(error: Error): string {
  return error instanceof AggregateError ? error.errors.map(reasonOf).join('; ') : reasonOf(error)
}
