//! Linux without a display, or with one that does not answer: there is no window then, and the program says so and what works without.
//! The toolkit's own way is to end in the middle, with a trace of the program's insides.

use pilotfish_vault::words::Said;

/// Why no window can be shown; none where one can. The toolkit is ready then.
pub(crate) fn why() -> Option<Said> {
    gtk::init().is_err().then(words)
}

fn words() -> Said {
    Said::new(
        "Pilotfish cannot open a window: no display answers. Start it from your desktop, or check DISPLAY or WAYLAND_DISPLAY. \
         Without a display, use “pilotfish-cli run” to trade and “pilotfish-cli stop” to stop everything.",
        "Pilotfish ne peut pas ouvrir de fenêtre : aucun affichage ne répond. Lancez-le depuis votre bureau, ou vérifiez DISPLAY ou \
         WAYLAND_DISPLAY. Sans affichage, utilisez « pilotfish-cli run » pour trader et « pilotfish-cli stop » pour tout arrêter.",
    )
}
