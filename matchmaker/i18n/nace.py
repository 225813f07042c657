"""The sections of the industrial classification (TOL 2025, which is NACE Rev. 2.1) by their letter.

Statistics Finland's and Eurostat's names, shortened where the official one would not fit a choice on a form.
"""

from collections.abc import Mapping

from matchmaker.i18n import N_

SECTIONS: Mapping[str, str] = {
    "A": N_("Agriculture, forestry and fishing"),
    "B": N_("Mining and quarrying"),
    "C": N_("Manufacturing"),
    "D": N_("Electricity, gas, steam and air conditioning supply"),
    "E": N_("Water supply, sewerage and waste management"),
    "F": N_("Construction (buildings and civil engineering)"),
    "G": N_("Wholesale and retail trade"),
    "H": N_("Transportation and storage"),
    "I": N_("Accommodation and food service activities"),
    "J": N_("Publishing, broadcasting and content production"),
    "K": N_("Telecommunication, programming, computing and information services"),
    "L": N_("Financial and insurance activities"),
    "M": N_("Real estate activities"),
    "N": N_("Professional, scientific and technical activities"),
    "O": N_("Administrative and support service activities"),
    "P": N_("Public administration and defence"),
    "Q": N_("Education"),
    "R": N_("Human health and social work activities"),
    "S": N_("Arts, sports and recreation"),
    "T": N_("Other service activities"),
    "U": N_("Activities of households"),
    "V": N_("International organisations"),
}
