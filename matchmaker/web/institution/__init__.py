"""Pages of the role institution."""

from flask import Blueprint

blueprint = Blueprint("institution", __name__, url_prefix="/institution")
