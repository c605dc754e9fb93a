import { createRequire } from 'node:module'
import { httpModuleFor } from './http-module.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What is reached into of ws, with which @discordjs/ws 1.2.3 opens its connection; test/adapters/discord-proxy.test.ts notices when it is another. */
interface WebSocketLibrary {
  WebSocket: new (url: string | URL, protocols: string[], options: object) => object
}

/** discord.js, once for a process; where HTTPS_PROXY names a proxy and NO_PROXY does not exempt Discord, its gateway is reached through it. */
export async function loadDiscord(environment: Environment): Promise<typeof import('discord.js')> {
  const proxy = environment.HTTPS_PROXY || environment.https_proxy
  if (proxy) sendThroughProxy(environment)
  return import('discord.js')
}

/** discord.js has no setting for it: before it is loaded, the library that opens its connection is given one that knows the way. */
function sendThroughProxy(environment: Environment): void {
  const discordsOwn = createRequire(createRequire(import.meta.url).resolve('discord.js'))
  const library = createRequire(discordsOwn.resolve('@discordjs/ws'))('ws') as WebSocketLibrary
  if (library.WebSocket.name === 'ProxiedWebSocket') return
  const { Agent } = httpModuleFor('https:')
  const agent = new Agent({ keepAlive: false, proxyEnv: { ...environment } })
  library.WebSocket = class ProxiedWebSocket extends library.WebSocket {
    constructor(url: string | URL, protocols: string[], options: object) {
      const isSecure = String(url).startsWith('wss:') // anything else is this machine
      super(url, protocols, isSecure ? { ...options, agent } : options)
    }
  }
}
