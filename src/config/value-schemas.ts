import * as z from 'zod'

export const wholeNumber = (least: number, most: number) => z.number().int().min(least).max(most)

export const snowflake = z
  .string()
  .regex(/^\d{17,20}$/, 'must be an id of Discord: 17 to 20 digits between quotes')

/** Absolute, or below the home. */
export const folder = z.string().regex(/^(\/|~\/)/, 'must be an absolute path, or begin with ~/')
