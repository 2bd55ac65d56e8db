"""The pages of the follow-up. Each asks one operation, which asks the policy and logs."""
