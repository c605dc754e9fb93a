// The part of npm's configuration library that we use; it ships no types of its own.
declare module '@npmcli/config' {
  export default class Config {
    constructor(options: {
      definitions: object
      shorthands: object
      flatten: unknown
      nerfDarts: unknown
      npmPath: string
      env: Record<string, string>
      argv: string[]
      cwd: string
      execPath: string
      warn: boolean
    })
    load(): Promise<void>
    /** Options as pacote and npm-registry-fetch take them. */
    readonly flat: Record<string, unknown>
  }
}

declare module '@npmcli/config/lib/definitions/index.js' {
  const npm: { definitions: object; shorthands: object; flatten: unknown; nerfDarts: unknown }
  export default npm
}
