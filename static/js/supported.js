// Runs before the first paint: says that scripts work, so enhanced parts are laid out once and do not jump.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
