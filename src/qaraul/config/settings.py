"""The one settings file; every value that an operator may set is named in docs/settings.md."""

from pathlib import Path

from qaraul.config import databases
from qaraul.config.environment import is_yes, listed, number, optional, required, whole_number

PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = Path(optional("QARAUL_DATA_DIR", "var")).resolve()
READING_MODEL = (
    DATA_DIR / "models" / "reading.model"
)  # of `qaraul score retrain`; need not be there

SECRET_KEY = required("QARAUL_SECRET_KEY")
DEBUG = False
NODE_NAME = optional("QARAUL_NODE_NAME", "Qaraul node")
NODE_ADDRESS = optional("QARAUL_NODE_ADDRESS", "http://127.0.0.1:8000")
OPERATOR = optional("QARAUL_OPERATOR")  # code of the organisation that runs this node
EXERCISE = optional("QARAUL_EXERCISE")  # its name; empty on a node for the real thing
ALLOWED_HOSTS = listed("QARAUL_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [NODE_ADDRESS]
ALLOWED_FETCH_ADDRESSES = listed("QARAUL_FETCH_ALLOW")  # private host:port pairs feeds may name
SECOND_FACTOR_REQUIRED = not is_yes("QARAUL_DEMONSTRATION")
PROXIES = whole_number("QARAUL_PROXIES", 0)  # of the operator's own, whose word on addresses counts
SURGE_FALSE_ALARMS_A_WEEK = number("QARAUL_SURGE_FALSE_ALARMS_A_WEEK", 1, least=0.01, most=7.0)
API_REQUESTS_A_MINUTE = whole_number("QARAUL_API_REQUESTS_A_MINUTE", 600)
MODEL_URL = optional("QARAUL_MODEL_URL")  # of a server with the OpenAI protocol; empty: none
MODEL_NAME = optional("QARAUL_MODEL_NAME")
MODEL_KEY = optional("QARAUL_MODEL_KEY")
MODEL_TLP = optional("QARAUL_MODEL_TLP")  # highest label whose texts may be sent; empty: none
MODEL_SECONDS = whole_number("QARAUL_MODEL_SECONDS", 30)
MODEL_REQUESTS_A_DAY = whole_number("QARAUL_MODEL_REQUESTS_A_DAY", 200)
MODEL_TOKENS_A_MONTH = whole_number("QARAUL_MODEL_TOKENS_A_MONTH", 1000000)
MODEL_LANGUAGES = listed("QARAUL_MODEL_LANGUAGES", "en,ru")

INSTALLED_APPS = [
    "qaraul.web",
    "qaraul.exchange",
    "qaraul.exercises",
    "qaraul.forecasts",
    "qaraul.indicators",
    "qaraul.pipeline",
    "qaraul.events",
    "qaraul.sources",
    "qaraul.sharing",
    "qaraul.members",
    "qaraul.places",
    "qaraul.lexemes",
    "qaraul.journal",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "qaraul.web.middleware.ProblemMiddleware",
    "qaraul.web.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "qaraul.members.middleware.ViewerMiddleware",
    "qaraul.web.middleware.LanguageMiddleware",
    "qaraul.members.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
]

ROOT_URLCONF = "qaraul.config.urls"
WSGI_APPLICATION = "qaraul.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "qaraul.web.context.page",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

if address := optional("QARAUL_DATABASE"):
    DATABASES = {"default": databases.postgres(address)}
else:
    DATABASES = {"default": databases.sqlite(DATA_DIR / "qaraul.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "node_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

AUTH_USER_MODEL = "members.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_REDIRECT_URL = "web:home"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "qaraul.members.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "5/5m/key,20/m/ip"}
MFA_ADAPTER = "qaraul.members.sealing.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = NODE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = NODE_ADDRESS.startswith("http://127.0.0.1")

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("ru", "Русский"),
    ("kk", "Қазақша"),
    ("ky", "Кыргызча"),
    ("uz", "O‘zbekcha"),
    ("tg", "Тоҷикӣ"),
    ("tk", "Türkmençe"),
    ("fa", "دری"),
    ("ps", "پښتو"),
]
LANGUAGES_BIDI = ["fa", "ps"]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "qaraul_language"
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "web" / "static" / "dist"
STATICFILES_DIRS: list[Path] = []
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+\.[A-Z0-9]{8}\.[a-z0-9]+$"  # names that the build has hashed
MEDIA_ROOT = DATA_DIR / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

HTTPS = NODE_ADDRESS.startswith("https://")
SESSION_COOKIE_NAME = "qaraul_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
CSRF_FAILURE_VIEW = "qaraul.web.stale.forged"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # part 4 brings the mail channel
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Strangers ask for any host; they are refused, and need no line each in the log.
    "loggers": {"django.security.DisallowedHost": {"level": "CRITICAL"}},
}
