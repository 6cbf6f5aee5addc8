"""Who may do what with reminders."""

import rules

rules.add_perm("reminders.read_notice", rules.always_true)
rules.add_perm("reminders.revoke_calendar_address", rules.always_true)
