/** Who acts, and from where. `id` is `user:<email>`, `token:<name>`, `machine:<id>` or `rule:<name>`. */
export interface Actor {
  id: string
  /** A `program` has a token without the rights of a person: it may do only what its scopes name. */
  role: 'viewer' | 'operator' | 'admin' | 'machine' | 'program'
  /** Set for machine tokens: the only machine it may act as. */
  machineId?: string
  /** The only outlets it may see and act on; all when absent. */
  outlets?: readonly string[]
  /** Of a program's token. */
  scopes?: readonly string[]
  /** Address it came from, for the audit trail. */
  source?: string
  /** What let it in, so that it can be put out when that is taken away. */
  tokenId?: string
  signInId?: string
  userId?: string
  /** When what let it in ends, as ISO time. */
  expiresAt?: string
  /** A person whose password was printed may do nothing before it is changed. */
  mustChangePassword?: boolean
}
