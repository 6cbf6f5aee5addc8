"""Who may do what with reminders."""

import rules

from workforce.rules import is_technical

rules.add_perm("reminders.read_notice", rules.always_true)
rules.add_perm("reminders.revoke_calendar_address", rules.always_true)
rules.add_perm("reminders.remove_quiet_days", rules.always_true)
rules.add_perm("reminders.see_delivery", is_technical)
rules.add_perm("reminders.try_again", is_technical)
