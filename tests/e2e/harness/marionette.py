"""Mozilla's driver; importing its helpers warns of things that are theirs to mend."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from marionette_driver.addons import Addons
    from marionette_driver.by import By
    from marionette_driver.keys import Keys
    from marionette_driver.marionette import Marionette

__all__ = ["Addons", "By", "Keys", "Marionette"]
