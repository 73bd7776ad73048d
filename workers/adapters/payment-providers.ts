import type { Redis } from "@upstash/redis/cloudflare";
import { SECOND_MS } from "../../domain/time.ts";
import { PROVIDER_NAMES, type ProviderName } from "../../domain/payment/provider-names.ts";
import type { GuardedProvider, PaymentProvider, PaymentProviders } from "../../domain/ports/payment-provider.ts";
import { guardProvider } from "./breaker/guarded-provider.ts";
import { SharedBreaker } from "./breaker/shared-breaker.ts";
import { createGatewayProvider } from "./gateway/gateway-provider.ts";
import type { GatewaySettings } from "./gateway/gateway-settings.ts";
import type { StripeSettings } from "./stripe/stripe-client.ts";
import { createStripeProvider } from "./stripe/stripe-provider.ts";

type Settings = StripeSettings & { readonly [Name in keyof GatewaySettings]?: string | undefined };

/** Every provider there is; undefined where it is not set up. One more is its adapter, its name, and a line here. */
const ADAPTERS: Readonly<Record<ProviderName, (settings: Settings) => PaymentProvider | undefined>> = {
  stripe: createStripeProvider,
  gateway: ({ GATEWAY_URL, GATEWAY_SECRET, GATEWAY_TEAM }) =>
    GATEWAY_URL && GATEWAY_SECRET && GATEWAY_TEAM
      ? createGatewayProvider({ GATEWAY_URL, GATEWAY_SECRET, GATEWAY_TEAM })
      : undefined,
};

export interface BreakerVariables {
  readonly CIRCUIT_BREAKER_FAILURE_THRESHOLD: number;
  readonly CIRCUIT_BREAKER_TIMEOUT_SECONDS: number;
}

/** The adapters themselves, by name: for questions that say nothing about payments, which a breaker must not learn from. */
export type ProviderAdapters = ReadonlyMap<ProviderName, PaymentProvider>;

export function createProviderAdapters(settings: Settings): ProviderAdapters {
  const made = PROVIDER_NAMES.map((name) => [name, ADAPTERS[name](settings)] as const);
  return new Map(made.flatMap(([name, adapter]) => (adapter === undefined ? [] : [[name, adapter] as const])));
}

/** Each behind a circuit breaker of its own. */
export function guardProviders(
  adapters: ProviderAdapters,
  redis: Redis,
  variables: BreakerVariables,
): PaymentProviders {
  const settings = {
    threshold: variables.CIRCUIT_BREAKER_FAILURE_THRESHOLD,
    timeoutMs: variables.CIRCUIT_BREAKER_TIMEOUT_SECONDS * SECOND_MS,
  };
  const all: readonly GuardedProvider[] = [...adapters].map(([name, adapter]) =>
    guardProvider(name, adapter, new SharedBreaker(redis, name, settings, Date.now), settings, Date.now),
  );
  return {
    all,
    of(name) {
      const provider = all.find((each) => each.name === name);
      if (provider === undefined) throw new Error(`the payment provider ${name} is not set up`);
      return provider;
    },
  };
}
