"""How the website's visitors are told from those of every other channel."""

# Every id that the website's channel gives begins so, and only its conversations expire.
WEBSITE_PREFIX = "website-"
