"""Plans side by side: fronts, scenarios, alternatives, sweeps, policies, and who gains by what."""
