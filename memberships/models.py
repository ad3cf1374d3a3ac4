"""Every model of the app. Django finds them here, feature by feature."""

import memberships.communities.models
import memberships.joining.models
import memberships.mail.models
import memberships.people.models
import memberships.separations.models  # noqa: F401
