package dev.aquifer.cache;

/** What holds for the worker of any attempt, whatever it fetches. */
record WorkerTerms(CacheSettings.HydrationSettings settings, TrustedAuthorities trusted) {}
