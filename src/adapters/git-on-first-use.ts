import type { Git } from '../ports/git.ts'

export type GitOnFirstUse = (as?: 'stranger') => Promise<Git>

/** simple-git is loaded only by those who need it. A stranger has none of the user's credentials: what answers it is public. */
export function gitOnFirstUse(environment: Readonly<Record<string, string | undefined>>): GitOnFirstUse {
  return async as => {
    const { createGit } = await import('./git.ts')
    return createGit(
      as === 'stranger'
        ? {
            ...environment,
            HOME: '/nonexistent',
            XDG_CONFIG_HOME: '/nonexistent',
            GIT_CONFIG_GLOBAL: '/dev/null',
            SSH_AUTH_SOCK: '',
          }
        : environment,
    )
  }
}
