import * as z from 'zod'

export const wholeNumber = (least: number, most: number) => z.number().int().min(least).max(most)

/** Absolute, or below the home. */
export const folder = z.string().regex(/^(\/|~\/)/, 'must be an absolute path, or begin with ~/')
