/** All three or none: `workers/environment.ts` sees to it. */
export interface GatewaySettings {
  readonly GATEWAY_URL: string;
  /** Shared with the gateway: signs what goes both ways. */
  readonly GATEWAY_SECRET: string;
  /** Our name there. */
  readonly GATEWAY_TEAM: string;
}
