"""From what everybody should pay or get to who pays whom: the fewest payments that a simple pairing needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from symbiosis.compare.settlement import Settlement

#: Who pays where the players together get more than they pay.
OUTSIDE = ""


def payments(found: Settlement) -> pd.DataFrame:
    """Return payments that make the transfers: columns payer, payee, amount_cny; the payer is blank for outside.

    Whoever owes most pays whom most is owed, until nobody owes anything: fewer payments than players. Amounts below
    the tolerance of the settlement are left out.
    """
    due = dict(zip(found.table["player"], found.table["transfer_cny"].astype(float), strict=True))
    if found.outside_cny > found.tolerance_cny:
        due[OUTSIDE] = -found.outside_cny
    rows = []
    while len(due) > 1:
        payer = min(due, key=lambda name: due[name])
        payee = max(due, key=lambda name: due[name])
        paid = min(-due[payer], due[payee])
        if paid <= found.tolerance_cny:
            break
        rows.append((payer, payee, paid))
        due[payer] += paid
        due[payee] -= paid
    return pd.DataFrame(rows, columns=["payer", "payee", "amount_cny"])
