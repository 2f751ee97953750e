/** Making the record of a person. */
import { uuidv7 } from '@palang/kit'
import type { UserRecord } from '../store/records.ts'

/** A new person without a second factor, who may come in and has to change the password, unless `about` says otherwise. */
export function newUser(about: Pick<UserRecord, 'email' | 'name' | 'role' | 'outlets' | 'createdAt'> & Partial<UserRecord>): UserRecord {
  return {
    id: uuidv7(),
    emailVerified: true,
    twoFactorEnabled: false,
    mustChangePassword: true,
    disabledAt: null,
    updatedAt: about.createdAt,
    ...about,
  }
}
