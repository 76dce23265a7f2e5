<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>armature::ui::AboutDialog</name>
    <message>
        <source>About Armature</source>
        <translation>Über Armature</translation>
    </message>
    <message>
        <source>Train ControlNets from a folder of pictures.</source>
        <translation>Trainiert ControlNets aus einem Ordner voller Bilder.</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Rechenkern</translation>
    </message>
    <message>
        <source>Free software under the GNU General Public License, version 3 or later. Icons: Bootstrap Icons, MIT. Nothing is sent anywhere.</source>
        <translation>Freie Software unter der GNU General Public License, Version 3 oder neuer. Symbole: Bootstrap Icons, MIT. Nichts wird irgendwohin gesendet.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy version and engine, for a report</source>
        <translation>Version und Rechenkern kopieren, für eine Meldung</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>armature::ui::AddPromptDialog</name>
    <message>
        <source>Show another prompt</source>
        <translation>Noch einen Prompt zeigen</translation>
    </message>
    <message>
        <source>From its next pictures on the run shows it too, with the same noise every time.</source>
        <translation>Ab den nächsten Bildern zeigt der Lauf auch ihn, jedes Mal mit demselben Rauschen.</translation>
    </message>
    <message>
        <source>The condition map</source>
        <translation>Die Bedingungskarte</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Condition map</source>
        <translation>Bedingungskarte</translation>
    </message>
    <message>
        <source>Choose a picture</source>
        <translation>Bild wählen</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.webp *.tif *.tiff)</source>
        <translation>Bilder (*.png *.jpg *.jpeg *.webp *.tif *.tiff)</translation>
    </message>
    <message>
        <source>Another one from the pairs</source>
        <translation>Eine andere aus den Paaren</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>No map yet</source>
        <translation>Noch keine Karte</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>Kein Bild</translation>
    </message>
</context>
<context>
    <name>armature::ui::BatchPanel</name>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Maps to train on</source>
        <translation>Karten für das Training</translation>
    </message>
    <message>
        <source>Every way in which maps were made is kept; the one chosen here lies where training looks for it.</source>
        <translation>Jede Art, auf die Karten gemacht wurden, bleibt erhalten; die hier gewählte liegt dort, wo das Training sie sucht.</translation>
    </message>
    <message>
        <source>Progress of the batch</source>
        <translation>Fortschritt des Stapels</translation>
    </message>
    <message>
        <source>No batch has run yet.</source>
        <translation>Noch lief kein Stapel.</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Beginnt …</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1 made</source>
        <translation>%1 gemacht</translation>
    </message>
    <message>
        <source>%1 skipped, their maps exist</source>
        <translation>%1 übersprungen, ihre Karten gibt es</translation>
    </message>
    <message>
        <source>%1 with nothing found</source>
        <translation>%1 ohne Fund</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation>%1 fehlgeschlagen</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>The batch could not run.</source>
        <translation>Der Stapel konnte nicht laufen.</translation>
    </message>
    <message>
        <source>Stopped. What was made is kept; run it again to go on.</source>
        <translation>Gestoppt. Was gemacht ist, bleibt; noch einmal starten setzt fort.</translation>
    </message>
    <message>
        <source>No map was made.</source>
        <translation>Keine Karte wurde gemacht.</translation>
    </message>
    <message>
        <source>Done, but some pictures have no map.</source>
        <translation>Fertig, aber manche Bilder haben keine Karte.</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>Fertig.</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <translation>%1: %2, %3</translation>
    </message>
    <message>
        <source>None made here yet</source>
        <translation>Hier noch keine gemacht</translation>
    </message>
    <message numerus="yes">
        <source>%n maps</source>
        <translation>
            <numerusform>%n Karte</numerusform>
            <numerusform>%n Karten</numerusform>
        </translation>
    </message>
    <message>
        <source>Pictures to look at</source>
        <translation>Bilder, die einen Blick brauchen</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>What is the matter</source>
        <translation>Was damit ist</translation>
    </message>
    <message>
        <source>A click shows the picture</source>
        <translation>Ein Klick zeigt das Bild</translation>
    </message>
    <message>
        <source>No person found: no map, left out of training</source>
        <translation>Niemand gefunden: keine Karte, vom Training ausgenommen</translation>
    </message>
    <message>
        <source>No edges: the map is black</source>
        <translation>Keine Kanten: die Karte ist schwarz</translation>
    </message>
    <message numerus="yes">
        <source>%n pictures have no map.</source>
        <translation>
            <numerusform>%n Bild hat keine Karte.</numerusform>
            <numerusform>%n Bilder haben keine Karte.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>armature::ui::BusyStrip</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
</context>
<context>
    <name>armature::ui::CaptionDialog</name>
    <message>
        <source>Edit many captions</source>
        <translation>Viele Bildtexte ändern</translation>
    </message>
    <message>
        <source>&amp;What</source>
        <translation>&amp;Was</translation>
    </message>
    <message>
        <source>&amp;In</source>
        <translation>&amp;In</translation>
    </message>
    <message>
        <source>Find and replace</source>
        <translation>Suchen und ersetzen</translation>
    </message>
    <message>
        <source>Put before</source>
        <translation>Voranstellen</translation>
    </message>
    <message>
        <source>Put behind</source>
        <translation>Anhängen</translation>
    </message>
    <message>
        <source>Add a tag</source>
        <translation>Schlagwort hinzufügen</translation>
    </message>
    <message>
        <source>Remove a tag</source>
        <translation>Schlagwort entfernen</translation>
    </message>
    <message>
        <source>&amp;Replace with</source>
        <translation>&amp;Ersetzen durch</translation>
    </message>
    <message numerus="yes">
        <source>the %Ln selected rows</source>
        <translation>
            <numerusform>der %Ln gewählten Zeile</numerusform>
            <numerusform>den %Ln gewählten Zeilen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the %Ln rows that the filter shows</source>
        <translation>
            <numerusform>der %Ln Zeile, die der Filter zeigt</numerusform>
            <numerusform>den %Ln Zeilen, die der Filter zeigt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>all %Ln rows</source>
        <translation>
            <numerusform>der %Ln Zeile</numerusform>
            <numerusform>allen %Ln Zeilen</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>&amp;Find</source>
        <translation>&amp;Suchen</translation>
    </message>
    <message>
        <source>&amp;Tag</source>
        <translation>Schlag&amp;wort</translation>
    </message>
    <message>
        <source>&amp;Text</source>
        <translation>&amp;Text</translation>
    </message>
    <message>
        <source>upper and lower case matter</source>
        <translation>Groß- und Kleinschreibung zählt</translation>
    </message>
    <message>
        <source>such as “a photo of ”, with the space</source>
        <translation>etwa „ein Foto von “, mit dem Leerzeichen</translation>
    </message>
    <message>
        <source>such as “, studio light”</source>
        <translation>etwa „, Studiolicht“</translation>
    </message>
    <message>
        <source>what stands between two commas</source>
        <translation>was zwischen zwei Kommas steht</translation>
    </message>
    <message>
        <source>no caption</source>
        <translation>kein Bildtext</translation>
    </message>
    <message>
        <source>Nothing is written before you press the button.</source>
        <translation>Geschrieben wird erst, wenn Sie auf den Knopf drücken.</translation>
    </message>
    <message>
        <source>No caption would change.</source>
        <translation>Kein Bildtext würde sich ändern.</translation>
    </message>
    <message>
        <source>%1 of %2 captions change. Undo brings them back.</source>
        <translation>%1 von %2 Bildtexten ändern sich. Rückgängig bringt sie zurück.</translation>
    </message>
    <message>
        <source>Change captions</source>
        <translation>Bildtexte ändern</translation>
    </message>
    <message numerus="yes">
        <source>Change %Ln captions</source>
        <translation>
            <numerusform>%Ln Bildtext ändern</numerusform>
            <numerusform>%Ln Bildtexte ändern</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>armature::ui::ChainPanel</name>
    <message>
        <source>Kind of map</source>
        <translation>Art der Karte</translation>
    </message>
    <message>
        <source>Settings of the map</source>
        <translation>Einstellungen der Karte</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Move this step up</source>
        <translation>Diesen Schritt nach oben</translation>
    </message>
    <message>
        <source>Move this step down</source>
        <translation>Diesen Schritt nach unten</translation>
    </message>
    <message>
        <source>Remove this step</source>
        <translation>Diesen Schritt entfernen</translation>
    </message>
    <message>
        <source>Add a step</source>
        <translation>Schritt hinzufügen</translation>
    </message>
    <message>
        <source>Steps of the chain</source>
        <translation>Schritte der Kette</translation>
    </message>
    <message>
        <source>Weights: %1</source>
        <translation>Gewichte: %1</translation>
    </message>
    <message>
        <source>Crop, resize, invert</source>
        <translation>Zuschneiden, skalieren, umkehren</translation>
    </message>
    <message>
        <source>Not for commercial use</source>
        <translation>Nicht für kommerzielle Nutzung</translation>
    </message>
    <message>
        <source>Draft: to try things with</source>
        <translation>Entwurf: zum Ausprobieren</translation>
    </message>
    <message>
        <source>Licence of the weights: %1. Click for the files.</source>
        <translation>Lizenz der Gewichte: %1. Ein Klick zeigt die Dateien.</translation>
    </message>
</context>
<context>
    <name>armature::ui::ChangeRunner</name>
    <message>
        <source>Undo %1</source>
        <translation>%1 rückgängig machen</translation>
    </message>
    <message>
        <source>Redo %1</source>
        <translation>%1 wiederholen</translation>
    </message>
</context>
<context>
    <name>armature::ui::CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation>Befehlspalette</translation>
    </message>
    <message>
        <source>What would you like to do?</source>
        <translation>Was möchten Sie tun?</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>Einen Befehl suchen</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
</context>
<context>
    <name>armature::ui::CompareView</name>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Forming</source>
        <translation>Entsteht</translation>
    </message>
    <message>
        <source>%1, under its condition</source>
        <translation>%1, unter seiner Bedingung</translation>
    </message>
    <message>
        <source>Select two pictures below to compare them</source>
        <translation>Wählen Sie unten zwei Bilder, um sie zu vergleichen</translation>
    </message>
    <message>
        <source>The two have different sizes</source>
        <translation>Die beiden sind verschieden groß</translation>
    </message>
    <message>
        <source>Difference of A and B; black is equal</source>
        <translation>Unterschied von A und B; Schwarz heißt gleich</translation>
    </message>
</context>
<context>
    <name>armature::ui::ConditionMaker</name>
    <message>
        <source>The chosen map</source>
        <translation>Die gewählte Karte</translation>
    </message>
    <message>
        <source>Used as it is: %1</source>
        <translation>Unverändert genommen: %1</translation>
    </message>
    <message>
        <source>Used as it is: the ControlNet does not say how its maps are made.</source>
        <translation>Unverändert genommen: Das ControlNet sagt nicht, wie seine Karten entstehen.</translation>
    </message>
    <message>
        <source>Choose another picture, or use this one as it is.</source>
        <translation>Wählen Sie ein anderes Bild, oder nehmen Sie dieses, wie es ist.</translation>
    </message>
    <message>
        <source>Made from the picture: %1.</source>
        <translation>Aus dem Bild gemacht: %1.</translation>
    </message>
    <message>
        <source>Made from the picture as the ControlNet&apos;s own maps were: %1.</source>
        <translation>Aus dem Bild gemacht wie die Karten, mit denen das ControlNet gelernt hat: %1.</translation>
    </message>
</context>
<context>
    <name>armature::ui::ConditionWell</name>
    <message>
        <source>Condition</source>
        <translation>Bedingung</translation>
    </message>
    <message>
        <source>What the model will see, pixel for pixel. Drop a picture here, or click to choose one.</source>
        <translation>Was das Modell sehen wird, Pixel für Pixel. Ziehen Sie ein Bild hierher oder klicken Sie, um eines zu wählen.</translation>
    </message>
    <message>
        <source>Drop a condition here
or click to choose one</source>
        <translation>Bedingung hierher ziehen
oder klicken und wählen</translation>
    </message>
</context>
<context>
    <name>armature::ui::ContactSheet</name>
    <message>
        <source>Contact sheet</source>
        <translation>Kontaktbogen</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Press “Contact sheet” to see nine random pictures.</source>
        <translation>„Kontaktbogen“ zeigt neun zufällige Bilder.</translation>
    </message>
    <message>
        <source>Not made</source>
        <translation>Nicht gemacht</translation>
    </message>
</context>
<context>
    <name>armature::ui::ControlBox</name>
    <message>
        <source>Conditioning scale</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>Guidance start</source>
        <translation>Führung ab</translation>
    </message>
    <message>
        <source>Guidance end</source>
        <translation>Führung bis</translation>
    </message>
    <message>
        <source>Another condition of the dataset</source>
        <translation>Eine andere Bedingung aus dem Datensatz</translation>
    </message>
    <message>
        <source>Choose a ControlNet</source>
        <translation>ControlNet wählen</translation>
    </message>
    <message>
        <source>Take this ControlNet away</source>
        <translation>Dieses ControlNet wegnehmen</translation>
    </message>
    <message>
        <source>Guidance start, end</source>
        <translation>Führung von, bis</translation>
    </message>
    <message>
        <source>How strongly the ControlNet acts: 0 not at all, 1 as it was trained</source>
        <translation>Wie stark das ControlNet wirkt: 0 gar nicht, 1 wie trainiert</translation>
    </message>
    <message>
        <source>Share of the steps before control begins</source>
        <translation>Anteil der Schritte, bevor die Führung beginnt</translation>
    </message>
    <message>
        <source>Share of the steps after which control ends</source>
        <translation>Anteil der Schritte, nach dem die Führung endet</translation>
    </message>
    <message>
        <source>ControlNet %1</source>
        <translation>ControlNet %1</translation>
    </message>
    <message>
        <source>None chosen</source>
        <translation>Keines gewählt</translation>
    </message>
    <message>
        <source>Start must come before end</source>
        <translation>Der Anfang muss vor dem Ende liegen</translation>
    </message>
    <message>
        <source>never acts</source>
        <translation>wirkt nie</translation>
    </message>
    <message>
        <source>choose a ControlNet, or take it away</source>
        <translation>ein ControlNet wählen oder es wegnehmen</translation>
    </message>
    <message>
        <source>choose a condition</source>
        <translation>eine Bedingung wählen</translation>
    </message>
    <message>
        <source>let guidance start before it ends</source>
        <translation>die Führung muss beginnen, bevor sie endet</translation>
    </message>
    <message>
        <source>A folder or checkpoint…</source>
        <translation>Ordner oder Zwischenstand…</translation>
    </message>
    <message>
        <source>Choose a ControlNet&apos;s folder</source>
        <translation>Ordner eines ControlNets wählen</translation>
    </message>
    <message>
        <source>A file…</source>
        <translation>Datei…</translation>
    </message>
    <message>
        <source>Weights (*.safetensors *.pth *.pt *.bin *.ckpt)</source>
        <translation>Gewichte (*.safetensors *.pth *.pt *.bin *.ckpt)</translation>
    </message>
    <message>
        <source>Choose a ControlNet&apos;s file</source>
        <translation>Datei eines ControlNets wählen</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff)</source>
        <translation>Bilder (*.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff)</translation>
    </message>
    <message>
        <source>Choose a condition</source>
        <translation>Bedingung wählen</translation>
    </message>
    <message>
        <source>Draw a condition, upon this one where there is one</source>
        <translation>Eine Bedingung zeichnen, auf diese, wo es eine gibt</translation>
    </message>
    <message>
        <source>Choose a condition of the dataset</source>
        <translation>Eine Bedingung aus dem Datensatz wählen</translation>
    </message>
    <message>
        <source>How the picture becomes a condition</source>
        <translation>Wie aus dem Bild eine Bedingung wird</translation>
    </message>
    <message>
        <source>By itself</source>
        <translation>Von selbst</translation>
    </message>
    <message>
        <source>By itself, as the ControlNet was trained: %1</source>
        <translation>Von selbst, wie das ControlNet trainiert wurde: %1</translation>
    </message>
    <message>
        <source>The picture as it is</source>
        <translation>Das Bild, wie es ist</translation>
    </message>
    <message>
        <source>%1 · %2 × %3</source>
        <translation>%1 · %2 × %3</translation>
    </message>
</context>
<context>
    <name>armature::ui::CurveTable</name>
    <message>
        <source>step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>Loss</translation>
    </message>
    <message>
        <source>smoothed</source>
        <translation>geglättet</translation>
    </message>
    <message>
        <source>learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>gradient norm</source>
        <translation>Gradientennorm</translation>
    </message>
    <message>
        <source>s a step</source>
        <translation>s je Schritt</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>gain, %</source>
        <translation>Gewinn, %</translation>
    </message>
    <message>
        <source>held out, true</source>
        <translation>zurückgehalten, richtig</translation>
    </message>
    <message>
        <source>held out, shuffled</source>
        <translation>zurückgehalten, vertauscht</translation>
    </message>
    <message>
        <source>held out, blank</source>
        <translation>zurückgehalten, leer</translation>
    </message>
    <message>
        <source>adherence, %</source>
        <translation>Treue, %</translation>
    </message>
</context>
<context>
    <name>armature::ui::CurveTableDialog</name>
    <message>
        <source>Numbers of %1</source>
        <translation>Zahlen von %1</translation>
    </message>
</context>
<context>
    <name>armature::ui::DatasetPage</name>
    <message>
        <source>What the cells show</source>
        <translation>Was die Zellen zeigen</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>Karte</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>Beides</translation>
    </message>
    <message>
        <source>Size of the cells</source>
        <translation>Größe der Zellen</translation>
    </message>
    <message>
        <source>Size of the cells (Ctrl and wheel)</source>
        <translation>Größe der Zellen (Strg und Mausrad)</translation>
    </message>
    <message>
        <source>Pairs</source>
        <translation>Paare</translation>
    </message>
    <message>
        <source>Reading %1</source>
        <translation>Lese %1</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Neu lesen</translation>
    </message>
    <message>
        <source>Reading the folder…</source>
        <translation>Der Ordner wird gelesen…</translation>
    </message>
    <message>
        <source>No pair fits the filter. Clear it to see all.</source>
        <translation>Kein Paar passt zum Filter. Ohne ihn sind alle zu sehen.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln rows</source>
        <translation>
            <numerusform>%Ln Zeile</numerusform>
            <numerusform>%Ln Zeilen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message numerus="yes">
        <source>, %Ln selected</source>
        <translation>
            <numerusform>, %Ln ausgewählt</numerusform>
            <numerusform>, %Ln ausgewählt</numerusform>
        </translation>
    </message>
    <message>
        <source>Filter the pairs</source>
        <translation>Paare filtern</translation>
    </message>
    <message>
        <source>Read the folder again</source>
        <translation>Den Ordner neu lesen</translation>
    </message>
    <message>
        <source>Show the pictures</source>
        <translation>Bilder zeigen</translation>
    </message>
    <message>
        <source>Show the maps</source>
        <translation>Karten zeigen</translation>
    </message>
    <message>
        <source>Show the maps over the pictures</source>
        <translation>Karten über den Bildern zeigen</translation>
    </message>
    <message numerus="yes">
        <source>Resize %n maps</source>
        <translation>
            <numerusform>%n Karte anpassen</numerusform>
            <numerusform>%n Karten anpassen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Crop %n maps</source>
        <translation>
            <numerusform>%n Karte zuschneiden</numerusform>
            <numerusform>%n Karten zuschneiden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Turn %n pictures upright</source>
        <translation>
            <numerusform>%n Bild aufrichten</numerusform>
            <numerusform>%n Bilder aufrichten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Lay %n pictures on white</source>
        <translation>
            <numerusform>%n Bild auf Weiß legen</numerusform>
            <numerusform>%n Bilder auf Weiß legen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Pair %n pictures</source>
        <translation>
            <numerusform>%n Bild paaren</numerusform>
            <numerusform>%n Bilder paaren</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Quarantine %n pairs</source>
        <translation>
            <numerusform>%n Paar beiseitelegen</numerusform>
            <numerusform>%n Paare beiseitelegen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Exclude %n pairs</source>
        <translation>
            <numerusform>%n Paar ausnehmen</numerusform>
            <numerusform>%n Paare ausnehmen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Include %n pairs</source>
        <translation>
            <numerusform>%n Paar wieder aufnehmen</numerusform>
            <numerusform>%n Paare wieder aufnehmen</numerusform>
        </translation>
    </message>
    <message>
        <source>“%1” was broken off the last time and has been finished now.</source>
        <translation>„%1“ wurde beim letzten Mal abgebrochen und ist jetzt zu Ende geführt.</translation>
    </message>
    <message>
        <source>All originals are kept.</source>
        <translation>Alle Originale sind aufgehoben.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message numerus="yes">
        <source>%n more files, too.</source>
        <translation>
            <numerusform>Und %n weitere Datei.</numerusform>
            <numerusform>Und %n weitere Dateien.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: done. Ctrl+Z takes it back.</source>
        <translation>%1: erledigt. Strg+Z nimmt es zurück.</translation>
    </message>
    <message>
        <source>Looking at what will change</source>
        <translation>Sehe nach, was sich ändern wird</translation>
    </message>
    <message>
        <source>Nothing of this needs that repair.</source>
        <translation>Nichts davon braucht diese Reparatur.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Nichts wurde verändert.</translation>
    </message>
    <message>
        <source>No file changes; only what is trained on.</source>
        <translation>Keine Datei ändert sich, nur womit trainiert wird.</translation>
    </message>
    <message>
        <source>The originals are kept, and Undo brings them back at any time.</source>
        <translation>Die Originale werden aufgehoben; Rückgängig bringt sie jederzeit zurück.</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>und %n weiteres</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n are left out: %1</source>
        <translation>
            <numerusform>%n bleibt weg: %1</numerusform>
            <numerusform>%n bleiben weg: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message numerus="yes">
        <source>Change %n captions</source>
        <translation>
            <numerusform>%n Bildtext ändern</numerusform>
            <numerusform>%n Bildtexte ändern</numerusform>
        </translation>
    </message>
    <message>
        <source>Undo the last change</source>
        <translation>Die letzte Änderung rückgängig machen</translation>
    </message>
    <message>
        <source>Redo the last change</source>
        <translation>Die letzte Änderung wiederholen</translation>
    </message>
    <message>
        <source>Resize maps to their pictures</source>
        <translation>Karten an ihre Bilder anpassen</translation>
    </message>
    <message>
        <source>Crop maps to their pictures</source>
        <translation>Karten auf ihre Bilder zuschneiden</translation>
    </message>
    <message>
        <source>Turn pictures upright by EXIF</source>
        <translation>Bilder nach EXIF aufrichten</translation>
    </message>
    <message>
        <source>Lay transparent pictures on white</source>
        <translation>Durchsichtige Bilder auf Weiß legen</translation>
    </message>
    <message>
        <source>Pair pictures and maps by name</source>
        <translation>Bilder und Karten nach Namen paaren</translation>
    </message>
    <message>
        <source>Quarantine the selected pairs</source>
        <translation>Ausgewählte Paare beiseitelegen</translation>
    </message>
    <message>
        <source>Exclude the selected pairs from training</source>
        <translation>Ausgewählte Paare vom Training ausnehmen</translation>
    </message>
    <message>
        <source>Include the selected pairs again</source>
        <translation>Ausgewählte Paare wieder aufnehmen</translation>
    </message>
    <message>
        <source>a change to the dataset</source>
        <translation>eine Änderung am Datensatz</translation>
    </message>
    <message>
        <source>The disk is full: 12 maps could not be resized.</source>
        <translation>Der Datenträger ist voll: 12 Karten konnten nicht angepasst werden.</translation>
    </message>
    <message>
        <source>Everything is as it was before.</source>
        <translation>Alles ist, wie es vorher war.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>The folder was read again in the middle of the edit.</source>
        <translation>Der Ordner wurde mitten in der Änderung neu gelesen.</translation>
    </message>
    <message numerus="yes">
        <source>%n captions were changed by another program in the meantime, such as that of %1.</source>
        <translation>
            <numerusform>%n Bildtext wurde inzwischen von einem anderen Programm geändert, nämlich der von %1.</numerusform>
            <numerusform>%n Bildtexte wurden inzwischen von einem anderen Programm geändert, etwa der von %1.</numerusform>
        </translation>
    </message>
    <message>
        <source>What the other program wrote is kept.</source>
        <translation>Was das andere Programm geschrieben hat, bleibt stehen.</translation>
    </message>
    <message>
        <source>Write mine over it</source>
        <translation>Mit meiner überschreiben</translation>
    </message>
    <message>
        <source>Mend</source>
        <translation>Reparieren</translation>
    </message>
    <message>
        <source>What can be done with the selected pairs</source>
        <translation>Was sich mit den gewählten Paaren tun lässt</translation>
    </message>
    <message>
        <source>Edit many captions…</source>
        <translation>Viele Bildtexte ändern…</translation>
    </message>
    <message numerus="yes">
        <source>Make %n pairs</source>
        <translation>
            <numerusform>%n Paar bilden</numerusform>
            <numerusform>%n Paare bilden</numerusform>
        </translation>
    </message>
    <message>
        <source>Looking at the names</source>
        <translation>Die Namen werden angesehen</translation>
    </message>
    <message>
        <source>A pair is made of a picture and a map that is in no pair yet.</source>
        <translation>Ein Paar besteht aus einem Bild und einer Karte, die noch in keinem Paar ist.</translation>
    </message>
    <message>
        <source>Pair the two selected files</source>
        <translation>Die zwei gewählten Dateien zum Paar machen</translation>
    </message>
    <message>
        <source>a drawing of </source>
        <translation>eine Zeichnung von </translation>
    </message>
    <message>
        <source>%1 does not answer at the moment.</source>
        <translation>%1 antwortet gerade nicht.</translation>
    </message>
    <message>
        <source>What was read so far stays, and reading goes on as soon as the folder answers.</source>
        <translation>Was gelesen ist, bleibt, und das Lesen geht weiter, sobald der Ordner antwortet.</translation>
    </message>
    <message>
        <source>Stop reading</source>
        <translation>Nicht weiter lesen</translation>
    </message>
    <message>
        <source>No folder is open</source>
        <translation>Kein Ordner ist offen</translation>
    </message>
    <message>
        <source>Drop a folder of pictures on the window.</source>
        <translation>Ziehen Sie einen Ordner mit Bildern auf das Fenster.</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>Ordner öffnen …</translation>
    </message>
    <message>
        <source>Check for training at</source>
        <translation>Prüfen für Training bei</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Resolution to check for</source>
        <translation>Auflösung, für die geprüft wird</translation>
    </message>
    <message>
        <source>Pictures whose short edge is below this are marked as too small, and the crop is drawn for it</source>
        <translation>Bilder, deren kurze Kante kleiner ist, gelten als zu klein, und der Zuschnitt wird dafür gezeichnet</translation>
    </message>
    <message numerus="yes">
        <source>Convert %n pictures</source>
        <translation>
            <numerusform>%n Bild umwandeln</numerusform>
            <numerusform>%n Bilder umwandeln</numerusform>
        </translation>
    </message>
    <message>
        <source>Convert 16 bit and CMYK pictures to 8 bit RGB</source>
        <translation>16-Bit- und CMYK-Bilder in 8-Bit-RGB umwandeln</translation>
    </message>
    <message>
        <source>Delete the kept originals</source>
        <translation>Aufbewahrte Originale löschen</translation>
    </message>
    <message>
        <source>Changes to this folder have kept %1 of originals. Deleted, they cannot come back, and nothing done so far can be undone.</source>
        <translation>Änderungen an diesem Ordner haben %1 an Originalen aufbewahrt. Gelöscht kommen sie nicht zurück, und nichts Bisheriges lässt sich mehr rückgängig machen.</translation>
    </message>
    <message>
        <source>The pictures stay as they are now, and so does the quarantine.</source>
        <translation>Die Bilder bleiben, wie sie jetzt sind, ebenso die Quarantäne.</translation>
    </message>
    <message>
        <source>Delete the originals</source>
        <translation>Originale löschen</translation>
    </message>
    <message>
        <source>Keep them</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Delete the kept originals…</source>
        <translation>Aufbewahrte Originale löschen…</translation>
    </message>
    <message>
        <source>Understood as %1: %2, %3; %4.</source>
        <translation>Verstanden als %1: %2, %3; %4.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln pairs</source>
        <translation>
            <numerusform>%Ln Paar</numerusform>
            <numerusform>%Ln Paare</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln with a caption</source>
        <translation>
            <numerusform>%Ln mit Bildtext</numerusform>
            <numerusform>%Ln mit Bildtext</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln files are in no pair</source>
        <translation>
            <numerusform>%Ln Datei ist in keinem Paar</numerusform>
            <numerusform>%Ln Dateien sind in keinem Paar</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no picture in this folder.</source>
        <translation>In diesem Ordner ist kein Bild.</translation>
    </message>
    <message numerus="yes">
        <source>%n pictures, and no condition map yet.</source>
        <translation>
            <numerusform>%n Bild und noch keine Karte.</numerusform>
            <numerusform>%n Bilder und noch keine Karte.</numerusform>
        </translation>
    </message>
    <message>
        <source>Sort them out and write their captions here; the maps are made in the next room.</source>
        <translation>Hier werden sie gesichtet und beschriftet; die Karten entstehen im nächsten Raum.</translation>
    </message>
    <message>
        <source>Make condition maps</source>
        <translation>Karten machen</translation>
    </message>
</context>
<context>
    <name>armature::ui::DrawCanvas</name>
    <message>
        <source>Canvas</source>
        <translation>Leinwand</translation>
    </message>
</context>
<context>
    <name>armature::ui::DrawDialog</name>
    <message>
        <source>Draw a condition</source>
        <translation>Eine Bedingung zeichnen</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>Pinsel</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>Radierer</translation>
    </message>
    <message>
        <source>The right mouse button erases, too</source>
        <translation>Die rechte Maustaste radiert auch</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Use as condition</source>
        <translation>Als Bedingung nehmen</translation>
    </message>
</context>
<context>
    <name>armature::ui::EngineLink</name>
    <message>
        <source>Engine at rest</source>
        <translation>Rechenkern ruht</translation>
    </message>
    <message>
        <source>Engine starting…</source>
        <translation>Rechenkern startet…</translation>
    </message>
    <message>
        <source>Engine missing</source>
        <translation>Rechenkern fehlt</translation>
    </message>
    <message numerus="yes">
        <source>CPU, %n thread(s)</source>
        <translation>
            <numerusform>CPU, %n Thread</numerusform>
            <numerusform>CPU, %n Threads</numerusform>
        </translation>
    </message>
    <message>
        <source>The engine starts when training or testing needs it. Click to start it now.</source>
        <translation>Der Rechenkern startet, wenn Training oder Test ihn braucht. Ein Klick startet ihn jetzt.</translation>
    </message>
    <message>
        <source>The engine is being loaded.</source>
        <translation>Der Rechenkern wird geladen.</translation>
    </message>
    <message>
        <source>Armature %1 on LibTorch %2, %3</source>
        <translation>Armature %1 mit LibTorch %2, %3</translation>
    </message>
    <message>
        <source>No CUDA device: %1</source>
        <translation>Kein CUDA-Gerät: %1</translation>
    </message>
</context>
<context>
    <name>armature::ui::ErrorBar</name>
    <message>
        <source>Copy the details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
    <message>
        <source>Copy the details of this error</source>
        <translation>Einzelheiten dieses Fehlers kopieren</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
</context>
<context>
    <name>armature::ui::ExportDialog</name>
    <message>
        <source>Folder for diffusers</source>
        <translation>Ordner für diffusers</translation>
    </message>
    <message>
        <source>One file for WebUI and ComfyUI</source>
        <translation>Eine Datei für WebUI und ComfyUI</translation>
    </message>
    <message>
        <source>Export a ControlNet</source>
        <translation>Ein ControlNet weitergeben</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>fp16: half the size, what most programs expect</source>
        <translation>fp16: halb so groß, was die meisten Programme erwarten</translation>
    </message>
    <message>
        <source>fp32: as it was trained</source>
        <translation>fp32: wie trainiert</translation>
    </message>
    <message>
        <source>bf16: half the size, coarser, never overflows</source>
        <translation>bf16: halb so groß, gröber, läuft nie über</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>ControlNet</source>
        <translation>ControlNet</translation>
    </message>
    <message>
        <source>Into</source>
        <translation>Nach</translation>
    </message>
    <message>
        <source>Layouts</source>
        <translation>Formen</translation>
    </message>
    <message>
        <source>Export and verify</source>
        <translation>Schreiben und prüfen</translation>
    </message>
    <message>
        <source>Where to export to</source>
        <translation>Wohin weitergeben</translation>
    </message>
    <message>
        <source>Writing and reading back…</source>
        <translation>Wird geschrieben und zurückgelesen…</translation>
    </message>
    <message>
        <source>Written, read back and compared:
%1</source>
        <translation>Geschrieben, zurückgelesen und verglichen:
%1</translation>
    </message>
    <message>
        <source>Model card with sample pictures</source>
        <translation>Modellkarte mit Beispielbildern</translation>
    </message>
    <message>
        <source>README.md as model hubs read it, with what the weights say about their training and pictures of this ControlNet from the strip, the selected ones first</source>
        <translation>README.md, wie Modellsammlungen sie lesen, mit dem, was die Gewichte über ihr Training sagen, und Bildern dieses ControlNets aus der Leiste, die gewählten zuerst</translation>
    </message>
    <message>
        <source>Base model</source>
        <translation>Grundmodell</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>Not said</source>
        <translation>Nicht gesagt</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>Karte</translation>
    </message>
</context>
<context>
    <name>armature::ui::FacetButton</name>
    <message>
        <source>Shows everything</source>
        <translation>Zeigt alles</translation>
    </message>
    <message>
        <source>Filters by %1; with Ctrl, adds to the filter</source>
        <translation>Filtert nach %1; mit Strg kommt es zum Filter dazu</translation>
    </message>
</context>
<context>
    <name>armature::ui::FacetPanel</name>
    <message>
        <source>Dataset</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Trainable</source>
        <translation>Trainierbar</translation>
    </message>
    <message>
        <source>Aligned</source>
        <translation>Deckungsgleich</translation>
    </message>
    <message>
        <source>Excluded</source>
        <translation>Ausgenommen</translation>
    </message>
    <message>
        <source>To mend</source>
        <translation>Zu beheben</translation>
    </message>
    <message>
        <source>Dimensions differ</source>
        <translation>Größe weicht ab</translation>
    </message>
    <message>
        <source>Aspect differs</source>
        <translation>Form weicht ab</translation>
    </message>
    <message>
        <source>Unpaired</source>
        <translation>Ohne Partner</translation>
    </message>
    <message>
        <source>Unreadable</source>
        <translation>Unlesbar</translation>
    </message>
    <message>
        <source>Too small</source>
        <translation>Zu klein</translation>
    </message>
    <message>
        <source>EXIF rotation</source>
        <translation>EXIF-Drehung</translation>
    </message>
    <message>
        <source>Transparency</source>
        <translation>Transparenz</translation>
    </message>
    <message>
        <source>16 bit</source>
        <translation>16 Bit</translation>
    </message>
    <message>
        <source>Duplicates</source>
        <translation>Doppelte</translation>
    </message>
    <message>
        <source>Blank map</source>
        <translation>Leere Karte</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>Bildtexte</translation>
    </message>
    <message>
        <source>No caption</source>
        <translation>Kein Bildtext</translation>
    </message>
    <message>
        <source>Too long for the model</source>
        <translation>Zu lang für das Modell</translation>
    </message>
    <message>
        <source>Short edge, px</source>
        <translation>Kurze Kante, px</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>Form</translation>
    </message>
    <message>
        <source>under 256</source>
        <translation>unter 256</translation>
    </message>
    <message>
        <source>256 to 511</source>
        <translation>256 bis 511</translation>
    </message>
    <message>
        <source>512 to 767</source>
        <translation>512 bis 767</translation>
    </message>
    <message>
        <source>768 to 1023</source>
        <translation>768 bis 1023</translation>
    </message>
    <message>
        <source>1024 to 2047</source>
        <translation>1024 bis 2047</translation>
    </message>
    <message>
        <source>2048 and more</source>
        <translation>2048 und mehr</translation>
    </message>
    <message>
        <source>9:16 and taller</source>
        <translation>9:16 und höher</translation>
    </message>
    <message>
        <source>portrait</source>
        <translation>hoch</translation>
    </message>
    <message>
        <source>square</source>
        <translation>quadratisch</translation>
    </message>
    <message>
        <source>landscape</source>
        <translation>quer</translation>
    </message>
    <message>
        <source>16:9 and wider</source>
        <translation>16:9 und breiter</translation>
    </message>
    <message>
        <source>Look-alikes</source>
        <translation>Ähnliche Bilder</translation>
    </message>
</context>
<context>
    <name>armature::ui::FilterField</name>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Filter: a word, or caption:red size:&lt;512 issue:misaligned NOT is:excluded</source>
        <translation>Filter: ein Wort, oder caption:rot size:&lt;512 issue:misaligned NOT is:excluded</translation>
    </message>
</context>
<context>
    <name>armature::ui::ForecastPanel</name>
    <message>
        <source>Before it starts</source>
        <translation>Vor dem Start</translation>
    </message>
    <message>
        <source>good</source>
        <translation>gut</translation>
    </message>
    <message>
        <source>mind this</source>
        <translation>beachten</translation>
    </message>
    <message>
        <source>will not work</source>
        <translation>geht so nicht</translation>
    </message>
</context>
<context>
    <name>armature::ui::GridDialog</name>
    <message>
        <source>A grid over two settings</source>
        <translation>Raster über zwei Einstellungen</translation>
    </message>
    <message>
        <source>Across</source>
        <translation>Waagrecht</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>Senkrecht</translation>
    </message>
    <message>
        <source>%1: values</source>
        <translation>%1: Werte</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Werte</translation>
    </message>
    <message>
        <source>Make the grid</source>
        <translation>Raster machen</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n Bild</numerusform>
            <numerusform>%n Bilder</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose from a list</source>
        <translation>Aus einer Liste wählen</translation>
    </message>
</context>
<context>
    <name>armature::ui::HomePage</name>
    <message>
        <source>Drop a folder of pictures</source>
        <translation>Einen Ordner mit Bildern hierher ziehen</translation>
    </message>
    <message>
        <source>Armature shows what is in it, what is wrong with it and how to mend it. Your pictures stay as they are.</source>
        <translation>Armature zeigt, was darin ist, was daran nicht stimmt und wie es sich beheben lässt. Ihre Bilder bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>Ordner öffnen…</translation>
    </message>
    <message>
        <source>Try the starter</source>
        <translation>Beispiel ausprobieren</translation>
    </message>
    <message>
        <source>A small set of pictures and condition maps to try everything on</source>
        <translation>Einige Bilder mit Karten, um alles daran auszuprobieren</translation>
    </message>
    <message>
        <source>Opened last</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Folders you open are listed here.</source>
        <translation>Ordner, die Sie öffnen, stehen dann hier.</translation>
    </message>
    <message>
        <source>Folders opened last</source>
        <translation>Zuletzt geöffnete Ordner</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Take off this list</source>
        <translation>Aus dieser Liste nehmen</translation>
    </message>
</context>
<context>
    <name>armature::ui::ImportPanel</name>
    <message>
        <source>Pairs by their names</source>
        <translation>Paare nach ihren Namen</translation>
    </message>
    <message>
        <source>The folder has none of the layouts that Armature knows, but its names tell what belongs together. Each star stands for the same on both sides.</source>
        <translation>Der Ordner ist auf keine der Arten geordnet, die Armature kennt, aber die Namen sagen, was zusammengehört. Jeder Stern steht auf beiden Seiten für dasselbe.</translation>
    </message>
    <message>
        <source>&amp;Understood as</source>
        <translation>&amp;Verstanden als</translation>
    </message>
    <message>
        <source>&amp;Pictures</source>
        <translation>&amp;Bilder</translation>
    </message>
    <message>
        <source>&amp;Maps</source>
        <translation>&amp;Karten</translation>
    </message>
    <message>
        <source>The pictures stay where they are. Armature writes metadata.jsonl into the folder, which names the pairs; Undo takes it away.</source>
        <translation>Die Bilder bleiben, wo sie sind. Armature schreibt metadata.jsonl in den Ordner, die die Paare nennt; Rückgängig nimmt sie wieder weg.</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message numerus="yes">
        <source>%Ln pairs: %1 with %2</source>
        <translation>
            <numerusform>%Ln Paar: %1 mit %2</numerusform>
            <numerusform>%Ln Paare: %1 mit %2</numerusform>
        </translation>
    </message>
    <message>
        <source>No two files fit. Each pattern needs one star.</source>
        <translation>Keine zwei Dateien passen. Jedes Muster braucht einen Stern.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln pairs</source>
        <translation>
            <numerusform>%Ln Paar</numerusform>
            <numerusform>%Ln Paare</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln with a caption</source>
        <translation>
            <numerusform>%Ln mit Bildtext</numerusform>
            <numerusform>%Ln mit Bildtext</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln pictures are in none and are left out.</source>
        <translation>
            <numerusform>%Ln Bild ist in keinem und bleibt weg.</numerusform>
            <numerusform>%Ln Bilder sind in keinem und bleiben weg.</numerusform>
        </translation>
    </message>
    <message>
        <source>Pair them</source>
        <translation>Paaren</translation>
    </message>
    <message numerus="yes">
        <source>Make %Ln pairs</source>
        <translation>
            <numerusform>%Ln Paar bilden</numerusform>
            <numerusform>%Ln Paare bilden</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>armature::ui::Job</name>
    <message numerus="yes">
        <source>%n s left</source>
        <translation>
            <numerusform>noch %n s</numerusform>
            <numerusform>noch %n s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min left</source>
        <translation>
            <numerusform>noch %n min</numerusform>
            <numerusform>noch %n min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h left</source>
        <translation>
            <numerusform>noch %n h</numerusform>
            <numerusform>noch %n h</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>armature::ui::JobPopup</name>
    <message>
        <source>Background work</source>
        <translation>Arbeit im Hintergrund</translation>
    </message>
    <message>
        <source>Stop: %1</source>
        <translation>Anhalten: %1</translation>
    </message>
    <message>
        <source>Stop this</source>
        <translation>Anhalten</translation>
    </message>
</context>
<context>
    <name>armature::ui::LossPlot</name>
    <message>
        <source>Loss and control gain over steps</source>
        <translation>Verlust und Steuerungsgewinn über die Schritte</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>step %1: loss %2, smoothed %3</source>
        <translation>Schritt %1: Verlust %2, geglättet %3</translation>
    </message>
    <message>
        <source>control gain</source>
        <translation>Steuerungsgewinn</translation>
    </message>
    <message>
        <source>here it usually begins to follow</source>
        <translation>hier beginnt es meist zu folgen</translation>
    </message>
    <message>
        <source>learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>gradient norm</source>
        <translation>Gradientennorm</translation>
    </message>
    <message>
        <source>steps a second</source>
        <translation>Schritte je Sekunde</translation>
    </message>
    <message>
        <source>memory, GB</source>
        <translation>Speicher, GB</translation>
    </message>
    <message>
        <source>hours</source>
        <translation>Stunden</translation>
    </message>
    <message>
        <source>learning rate %1</source>
        <translation>Lernrate %1</translation>
    </message>
    <message>
        <source>gradient %1</source>
        <translation>Gradient %1</translation>
    </message>
    <message>
        <source>%1 s a step</source>
        <translation>%1 s je Schritt</translation>
    </message>
    <message>
        <source>held out: true %1, shuffled %2, blank %3, gain %4 %</source>
        <translation>zurückgehalten: richtig %1, vertauscht %2, leer %3, Gewinn %4 %</translation>
    </message>
    <message>
        <source>adherence %1 %</source>
        <translation>Treue %1 %</translation>
    </message>
    <message>
        <source>follows since step %1</source>
        <translation>folgt seit Schritt %1</translation>
    </message>
    <message>
        <source>loss, smoothed</source>
        <translation>Verlust, geglättet</translation>
    </message>
    <message>
        <source>gain over a blank condition</source>
        <translation>Gewinn gegenüber leerer Bedingung</translation>
    </message>
    <message>
        <source>adherence</source>
        <translation>Treue</translation>
    </message>
</context>
<context>
    <name>armature::ui::MainWindow</name>
    <message>
        <source>Home</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Open a folder of pictures</source>
        <translation>Einen Ordner mit Bildern öffnen</translation>
    </message>
    <message>
        <source>the starter</source>
        <translation>das Beispiel</translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>Öffne %1</translation>
    </message>
    <message>
        <source>%1 does not answer yet</source>
        <translation>%1 antwortet noch nicht</translation>
    </message>
    <message>
        <source>This folder is read-only: what you do here is kept in your own data folder.</source>
        <translation>Dieser Ordner ist schreibgeschützt: Was Sie hier tun, wird in Ihrem eigenen Datenordner aufgehoben.</translation>
    </message>
    <message>
        <source>Set aside and open</source>
        <translation>Beiseitelegen und öffnen</translation>
    </message>
    <message>
        <source>Take off the list</source>
        <translation>Aus der Liste nehmen</translation>
    </message>
    <message>
        <source>Still at work</source>
        <translation>Noch bei der Arbeit</translation>
    </message>
    <message>
        <source>%1: %2 is not finished.</source>
        <translation>%1: %2 ist nicht fertig.</translation>
    </message>
    <message>
        <source>What is done so far is kept.</source>
        <translation>Was bisher getan ist, bleibt erhalten.</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>Anhalten und schließen</translation>
    </message>
    <message>
        <source>Keep working</source>
        <translation>Weiterarbeiten</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>%1 öffnen</translation>
    </message>
    <message>
        <source>Its pictures stay as they are.</source>
        <translation>Seine Bilder bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>/media/archive/scribbles 2019 is not there. It may have been moved, or its disk is not connected.</source>
        <translation>/media/archive/scribbles 2019 ist nicht da. Vielleicht wurde es verschoben, oder der Datenträger ist nicht angeschlossen.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Nichts wurde verändert.</translation>
    </message>
    <message>
        <source>Scanning %1</source>
        <translation>Lese %1</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>Ordner öffnen…</translation>
    </message>
    <message>
        <source>Try the starter</source>
        <translation>Beispiel ausprobieren</translation>
    </message>
    <message>
        <source>Close the project</source>
        <translation>Projekt schließen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Find a command…</source>
        <translation>Befehl suchen…</translation>
    </message>
    <message>
        <source>Theme: as the system</source>
        <translation>Farben: wie das System</translation>
    </message>
    <message>
        <source>Theme: dark</source>
        <translation>Farben: dunkel</translation>
    </message>
    <message>
        <source>Theme: light</source>
        <translation>Farben: hell</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <source>Keyboard shortcuts…</source>
        <translation>Tastenkürzel…</translation>
    </message>
    <message>
        <source>About Armature</source>
        <translation>Über Armature</translation>
    </message>
    <message>
        <source>Start the engine</source>
        <translation>Rechenkern starten</translation>
    </message>
    <message>
        <source>Go to %1</source>
        <translation>Gehe zu %1</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
</context>
<context>
    <name>armature::ui::Menu</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
</context>
<context>
    <name>armature::ui::OptionForm</name>
    <message>
        <source>Choose</source>
        <translation>Auswählen</translation>
    </message>
    <message>
        <source>Choose: %1</source>
        <translation>Auswählen: %1</translation>
    </message>
    <message>
        <source>Back to %1</source>
        <translation>Zurück auf %1</translation>
    </message>
    <message>
        <source>Reset %1</source>
        <translation>%1 zurücksetzen</translation>
    </message>
    <message>
        <source>One a line</source>
        <translation>Eines je Zeile</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>at least %1</source>
        <translation>mindestens %1</translation>
    </message>
    <message>
        <source>at most %1</source>
        <translation>höchstens %1</translation>
    </message>
    <message>
        <source>, in steps of %1</source>
        <translation>, in Schritten von %1</translation>
    </message>
    <message>
        <source>Expert: all settings</source>
        <translation>Experte: alle Einstellungen</translation>
    </message>
    <message>
        <source>default: %1</source>
        <translation>Vorgabe: %1</translation>
    </message>
</context>
<context>
    <name>armature::ui::Pages</name>
    <message>
        <source>Dataset</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <source>Preprocess</source>
        <translation>Vorbereiten</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Trainieren</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Testen</translation>
    </message>
</context>
<context>
    <name>armature::ui::PairCanvas</name>
    <message>
        <source>Picture and map</source>
        <translation>Bild und Karte</translation>
    </message>
    <message>
        <source>There is no picture.</source>
        <translation>Es gibt kein Bild.</translation>
    </message>
    <message>
        <source>There is no map.</source>
        <translation>Es gibt keine Karte.</translation>
    </message>
    <message>
        <source>This file cannot be read.</source>
        <translation>Diese Datei kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>Karte</translation>
    </message>
</context>
<context>
    <name>armature::ui::PairDelegate</name>
    <message>
        <source>unreadable</source>
        <translation>unlesbar</translation>
    </message>
    <message>
        <source>no picture</source>
        <translation>kein Bild</translation>
    </message>
    <message>
        <source>no map</source>
        <translation>keine Karte</translation>
    </message>
</context>
<context>
    <name>armature::ui::PairDetails</name>
    <message>
        <source>Resize the map</source>
        <translation>Karte anpassen</translation>
    </message>
    <message>
        <source>Crop the map to fit</source>
        <translation>Karte passend zuschneiden</translation>
    </message>
    <message>
        <source>Turn upright</source>
        <translation>Aufrichten</translation>
    </message>
    <message>
        <source>Lay on white</source>
        <translation>Auf Weiß legen</translation>
    </message>
    <message>
        <source>Pair by name</source>
        <translation>Nach Namen paaren</translation>
    </message>
    <message>
        <source>Quarantine</source>
        <translation>Beiseitelegen</translation>
    </message>
    <message>
        <source>&amp;Caption</source>
        <translation>&amp;Bildtext</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>Bildtext</translation>
    </message>
    <message>
        <source>What is in the picture, in one sentence</source>
        <translation>Was auf dem Bild ist, in einem Satz</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Befunde</translation>
    </message>
    <message numerus="yes">
        <source>%Ln pairs are selected</source>
        <translation>
            <numerusform>%Ln Paar ist ausgewählt</numerusform>
            <numerusform>%Ln Paare sind ausgewählt</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is selected</source>
        <translation>Nichts ist ausgewählt</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>Karte</translation>
    </message>
    <message>
        <source>Nothing is wrong with this pair.</source>
        <translation>An diesem Paar ist nichts auszusetzen.</translation>
    </message>
    <message>
        <source>%1 of %2 tokens: the model does not read the last %3</source>
        <translation>%1 von %2 Token: die letzten %3 liest das Modell nicht</translation>
    </message>
    <message>
        <source>%1 of %2 tokens</source>
        <translation>%1 von %2 Token</translation>
    </message>
    <message>
        <source>Edit many…</source>
        <translation>Viele ändern…</translation>
    </message>
    <message>
        <source>Find and replace, put before or behind, add and remove tags</source>
        <translation>Suchen und ersetzen, voranstellen oder anhängen, Schlagwörter hinzufügen und entfernen</translation>
    </message>
    <message>
        <source>Convert to 8 bit RGB</source>
        <translation>In 8-Bit-RGB umwandeln</translation>
    </message>
</context>
<context>
    <name>armature::ui::PairModel</name>
    <message>
        <source>, %1 by %2 pixels</source>
        <translation>, %1 mal %2 Pixel</translation>
    </message>
</context>
<context>
    <name>armature::ui::PairSamples</name>
    <message>
        <source>%1 with %2</source>
        <translation>%1 mit %2</translation>
    </message>
</context>
<context>
    <name>armature::ui::PairView</name>
    <message>
        <source>Back to the grid (Esc)</source>
        <translation>Zurück zum Raster (Esc)</translation>
    </message>
    <message>
        <source>Previous pair (Left)</source>
        <translation>Voriges Paar (Links)</translation>
    </message>
    <message>
        <source>Next pair (Right)</source>
        <translation>Nächstes Paar (Rechts)</translation>
    </message>
    <message>
        <source>Beside each other (B)</source>
        <translation>Nebeneinander (B)</translation>
    </message>
    <message>
        <source>Over each other (O)</source>
        <translation>Übereinander (O)</translation>
    </message>
    <message>
        <source>Split (S)</source>
        <translation>Geteilt (S)</translation>
    </message>
    <message>
        <source>In turn (T)</source>
        <translation>Im Wechsel (T)</translation>
    </message>
    <message>
        <source>Opacity of the map</source>
        <translation>Deckkraft der Karte</translation>
    </message>
    <message>
        <source>What the trainer cuts out (C)</source>
        <translation>Was das Training ausschneidet (C)</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>   %1 of %2</source>
        <translation>   %1 von %2</translation>
    </message>
    <message>
        <source>Square</source>
        <translation>Quadrat</translation>
    </message>
    <message>
        <source>Buckets</source>
        <translation>Formate</translation>
    </message>
    <message>
        <source>How the trainer cuts</source>
        <translation>Wie der Trainer schneidet</translation>
    </message>
    <message>
        <source>A square out of the middle, or with --aspect_buckets the nearest shape</source>
        <translation>Ein Quadrat aus der Mitte, oder mit --aspect_buckets das nächstliegende Format</translation>
    </message>
</context>
<context>
    <name>armature::ui::ParameterForm</name>
    <message>
        <source>Back to the default</source>
        <translation>Zurück zur Vorgabe</translation>
    </message>
    <message>
        <source>Reset %1</source>
        <translation>%1 zurücksetzen</translation>
    </message>
    <message>
        <source>auto</source>
        <translation>auto</translation>
    </message>
    <message>
        <source>Looks at each picture at just the size that it is trained at, so that no pixel of the map is lost or invented. The training size stands above the preview.</source>
        <translation>Betrachtet jedes Bild genau in der Größe, in der trainiert wird, sodass kein Pixel der Karte verloren geht oder erfunden wird. Die Trainingsgröße steht über der Vorschau.</translation>
    </message>
    <message>
        <source>Pixel perfect for %1 × %2 px</source>
        <translation>Pixelgenau für %1 × %2 px</translation>
    </message>
</context>
<context>
    <name>armature::ui::PickDialog</name>
    <message>
        <source>A condition of the dataset</source>
        <translation>Eine Bedingung aus dem Datensatz</translation>
    </message>
    <message>
        <source>Name or caption</source>
        <translation>Name oder Beschreibung</translation>
    </message>
    <message>
        <source>Conditions</source>
        <translation>Bedingungen</translation>
    </message>
    <message>
        <source>Use as condition</source>
        <translation>Als Bedingung nehmen</translation>
    </message>
</context>
<context>
    <name>armature::ui::PoseCanvas</name>
    <message>
        <source>People on the picture</source>
        <translation>Personen auf dem Bild</translation>
    </message>
    <message>
        <source>Brackets choose a joint, arrows move it, Delete takes it away.</source>
        <translation>Eckige Klammern wählen ein Gelenk, Pfeile bewegen es, Entf nimmt es weg.</translation>
    </message>
    <message>
        <source>Drag joints and limbs</source>
        <translation>Gelenke und Glieder ziehen</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>Karte</translation>
    </message>
</context>
<context>
    <name>armature::ui::PoseEditor</name>
    <message>
        <source>Nose</source>
        <translation>Nase</translation>
    </message>
    <message>
        <source>Neck</source>
        <translation>Hals</translation>
    </message>
    <message>
        <source>Right shoulder</source>
        <translation>Rechte Schulter</translation>
    </message>
    <message>
        <source>Right elbow</source>
        <translation>Rechter Ellbogen</translation>
    </message>
    <message>
        <source>Right wrist</source>
        <translation>Rechtes Handgelenk</translation>
    </message>
    <message>
        <source>Left shoulder</source>
        <translation>Linke Schulter</translation>
    </message>
    <message>
        <source>Left elbow</source>
        <translation>Linker Ellbogen</translation>
    </message>
    <message>
        <source>Left wrist</source>
        <translation>Linkes Handgelenk</translation>
    </message>
    <message>
        <source>Right hip</source>
        <translation>Rechte Hüfte</translation>
    </message>
    <message>
        <source>Right knee</source>
        <translation>Rechtes Knie</translation>
    </message>
    <message>
        <source>Right ankle</source>
        <translation>Rechter Knöchel</translation>
    </message>
    <message>
        <source>Left hip</source>
        <translation>Linke Hüfte</translation>
    </message>
    <message>
        <source>Left knee</source>
        <translation>Linkes Knie</translation>
    </message>
    <message>
        <source>Left ankle</source>
        <translation>Linker Knöchel</translation>
    </message>
    <message>
        <source>Right eye</source>
        <translation>Rechtes Auge</translation>
    </message>
    <message>
        <source>Left eye</source>
        <translation>Linkes Auge</translation>
    </message>
    <message>
        <source>Right ear</source>
        <translation>Rechtes Ohr</translation>
    </message>
    <message>
        <source>Left ear</source>
        <translation>Linkes Ohr</translation>
    </message>
    <message>
        <source>Add person</source>
        <translation>Person hinzufügen</translation>
    </message>
    <message>
        <source>Remove person</source>
        <translation>Person entfernen</translation>
    </message>
    <message>
        <source>Mirror person</source>
        <translation>Person spiegeln</translation>
    </message>
    <message>
        <source>Swap left and right</source>
        <translation>Links und rechts tauschen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>Poses as JSON, as OpenPose and the WebUI write them</source>
        <translation>Posen als JSON, wie OpenPose und die WebUI sie schreiben</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Öffnen …</translation>
    </message>
    <message>
        <source>Save for OpenPose…</source>
        <translation>Für OpenPose speichern …</translation>
    </message>
    <message>
        <source>Save for the WebUI…</source>
        <translation>Für die WebUI speichern …</translation>
    </message>
    <message>
        <source>What the network finds</source>
        <translation>Was das Netz findet</translation>
    </message>
    <message>
        <source>Back to the people that the network finds on this picture</source>
        <translation>Zurück zu den Personen, die das Netz auf diesem Bild findet</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Keep this pose</source>
        <translation>Pose behalten</translation>
    </message>
    <message>
        <source>Joints of this person</source>
        <translation>Gelenke dieser Person</translation>
    </message>
    <message>
        <source>A joint without its mark is not drawn</source>
        <translation>Ein Gelenk ohne Haken wird nicht gezeichnet</translation>
    </message>
    <message>
        <source>Nobody is on this picture: it gets no map.</source>
        <translation>Auf diesem Bild ist niemand: Es bekommt keine Karte.</translation>
    </message>
    <message>
        <source>Person %1 of %2</source>
        <translation>Person %1 von %2</translation>
    </message>
    <message numerus="yes">
        <source>%n people</source>
        <translation>
            <numerusform>%n Person</numerusform>
            <numerusform>%n Personen</numerusform>
        </translation>
    </message>
    <message>
        <source>Open a pose</source>
        <translation>Pose öffnen</translation>
    </message>
    <message>
        <source>Poses (*.json);;All files (*)</source>
        <translation>Posen (*.json);;Alle Dateien (*)</translation>
    </message>
    <message numerus="yes">
        <source>%n people from %1.</source>
        <translation>
            <numerusform>%n Person aus %1.</numerusform>
            <numerusform>%n Personen aus %1.</numerusform>
        </translation>
    </message>
    <message>
        <source>Save the pose</source>
        <translation>Pose speichern</translation>
    </message>
    <message>
        <source>Poses (*.json)</source>
        <translation>Posen (*.json)</translation>
    </message>
    <message>
        <source>The pose is saved as %1.</source>
        <translation>Die Pose ist als %1 gespeichert.</translation>
    </message>
</context>
<context>
    <name>armature::ui::PreprocessPage</name>
    <message>
        <source>There is no map.</source>
        <translation>Es gibt keine Karte.</translation>
    </message>
    <message>
        <source>%1 of %2: %3</source>
        <translation>%1 von %2: %3</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>There are no pictures in %1.</source>
        <translation>In %1 sind keine Bilder.</translation>
    </message>
    <message>
        <source>Open a folder of pictures first.</source>
        <translation>Öffnen Sie zuerst einen Ordner mit Bildern.</translation>
    </message>
    <message>
        <source>The engine is being loaded.</source>
        <translation>Die Engine wird geladen.</translation>
    </message>
    <message>
        <source>The network looks at the picture…</source>
        <translation>Das Netz sieht sich das Bild an …</translation>
    </message>
    <message>
        <source>%1 and their maps in %2</source>
        <translation>%1 und ihre Karten in %2</translation>
    </message>
    <message>
        <source>Make existing maps again?</source>
        <translation>Vorhandene Karten neu machen?</translation>
    </message>
    <message>
        <source>Maps in %1 are replaced, also those that Armature did not make.</source>
        <translation>Karten in %1 werden ersetzt, auch solche, die Armature nicht gemacht hat.</translation>
    </message>
    <message>
        <source>Make them again</source>
        <translation>Neu machen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Making maps</source>
        <translation>Karten werden gemacht</translation>
    </message>
    <message>
        <source>Give the preset a name first.</source>
        <translation>Geben Sie der Voreinstellung zuerst einen Namen.</translation>
    </message>
    <message>
        <source>Maps that exist</source>
        <translation>Vorhandene Karten</translation>
    </message>
    <message>
        <source>Keep maps that exist</source>
        <translation>Vorhandene Karten behalten</translation>
    </message>
    <message>
        <source>Make existing maps again</source>
        <translation>Vorhandene Karten neu machen</translation>
    </message>
    <message>
        <source>Contact sheet</source>
        <translation>Kontaktbogen</translation>
    </message>
    <message>
        <source>Nine random pictures, before the folder is run</source>
        <translation>Neun zufällige Bilder, bevor der Ordner läuft</translation>
    </message>
    <message>
        <source>Make all maps</source>
        <translation>Alle Karten machen</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Stapel</translation>
    </message>
    <message>
        <source>Picture and map side by side</source>
        <translation>Bild und Karte nebeneinander</translation>
    </message>
    <message>
        <source>Map over the picture</source>
        <translation>Karte über dem Bild</translation>
    </message>
    <message>
        <source>Picture and map, split</source>
        <translation>Bild und Karte, geteilt</translation>
    </message>
    <message>
        <source>Picture and map in turn</source>
        <translation>Bild und Karte im Wechsel</translation>
    </message>
    <message>
        <source>At training size</source>
        <translation>In Trainingsgröße</translation>
    </message>
    <message>
        <source>Cut and resized as the trainer will, pixel for pixel</source>
        <translation>Zugeschnitten und skaliert wie im Training, Pixel für Pixel</translation>
    </message>
    <message>
        <source>Training size</source>
        <translation>Trainingsgröße</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Previous picture</source>
        <translation>Voriges Bild</translation>
    </message>
    <message>
        <source>Next picture</source>
        <translation>Nächstes Bild</translation>
    </message>
    <message>
        <source>Contact sheet of maps</source>
        <translation>Kontaktbogen der Karten</translation>
    </message>
    <message>
        <source>Stop making maps</source>
        <translation>Karten nicht weiter machen</translation>
    </message>
    <message>
        <source>a batch of maps, which can go on later</source>
        <translation>ein Stapel von Karten, der später weitergehen kann</translation>
    </message>
    <message>
        <source>The weights of Depth Anything V2 are not on this computer.</source>
        <translation>Die Gewichte von Depth Anything V2 sind nicht auf diesem Rechner.</translation>
    </message>
    <message>
        <source>Get them and say where they are.</source>
        <translation>Besorge sie und sag, wo sie liegen.</translation>
    </message>
    <message>
        <source>The file is cut short; its end is missing.</source>
        <translation>Die Datei ist abgeschnitten; ihr Ende fehlt.</translation>
    </message>
    <message numerus="yes">
        <source>%n pictures</source>
        <translation>
            <numerusform>%n Bild</numerusform>
            <numerusform>%n Bilder</numerusform>
        </translation>
    </message>
    <message>
        <source>The map is being made…</source>
        <translation>Die Karte entsteht …</translation>
    </message>
    <message>
        <source>No person found</source>
        <translation>Niemand gefunden</translation>
    </message>
    <message>
        <source>%1: this picture gets no map and is left out of training.</source>
        <translation>%1: Dieses Bild bekommt keine Karte und bleibt vom Training ausgenommen.</translation>
    </message>
    <message>
        <source>Somebody said so by hand.</source>
        <translation>Das wurde von Hand so gesagt.</translation>
    </message>
    <message>
        <source>These people were edited by hand; no batch makes this map again.</source>
        <translation>Diese Personen wurden von Hand bearbeitet; kein Durchlauf macht diese Karte neu.</translation>
    </message>
    <message>
        <source>No edges: the map is black.</source>
        <translation>Keine Kanten: Die Karte ist schwarz.</translation>
    </message>
    <message>
        <source>Making maps…</source>
        <translation>Karten entstehen …</translation>
    </message>
    <message>
        <source>Versions made with other settings are kept, and so are people that were edited by hand.</source>
        <translation>Fassungen mit anderen Einstellungen bleiben erhalten, ebenso Personen, die von Hand bearbeitet wurden.</translation>
    </message>
    <message>
        <source>Nine random pictures and their maps. Nothing is written. A click shows one large.</source>
        <translation>Neun zufällige Bilder und ihre Karten. Nichts wird geschrieben. Ein Klick zeigt eines groß.</translation>
    </message>
    <message>
        <source>Only the picture</source>
        <translation>Nur das Bild</translation>
    </message>
    <message>
        <source>Only the map</source>
        <translation>Nur die Karte</translation>
    </message>
    <message>
        <source>How much of the map is seen over the picture</source>
        <translation>Wie stark die Karte über dem Bild zu sehen ist</translation>
    </message>
    <message>
        <source>Edit people</source>
        <translation>Personen bearbeiten</translation>
    </message>
    <message>
        <source>Move joints, add or remove people, take a pose from a file</source>
        <translation>Gelenke bewegen, Personen hinzufügen oder entfernen, eine Pose aus einer Datei nehmen</translation>
    </message>
    <message>
        <source>Edit the people of this picture</source>
        <translation>Die Personen dieses Bildes bearbeiten</translation>
    </message>
    <message>
        <source>Leave the pose as it was?</source>
        <translation>Die Pose lassen, wie sie war?</translation>
    </message>
    <message>
        <source>What you changed on the people of this picture is not kept yet.</source>
        <translation>Was an den Personen dieses Bildes geändert wurde, ist noch nicht gesichert.</translation>
    </message>
    <message>
        <source>Leave it as it was</source>
        <translation>Lassen, wie sie war</translation>
    </message>
    <message>
        <source>Go on editing</source>
        <translation>Weiter bearbeiten</translation>
    </message>
    <message>
        <source>The pose is kept with the maps.</source>
        <translation>Die Pose liegt nun bei den Karten.</translation>
    </message>
    <message>
        <source>Presets and workflows</source>
        <translation>Vorgaben und Abläufe</translation>
    </message>
    <message>
        <source>All steps with their settings, under a name</source>
        <translation>Alle Schritte mit ihren Einstellungen, unter einem Namen</translation>
    </message>
    <message>
        <source>Preset or workflow</source>
        <translation>Vorgabe oder Ablauf</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Saves all steps under this name</source>
        <translation>Speichert alle Schritte unter diesem Namen</translation>
    </message>
    <message>
        <source>Workflow files, and removing a preset</source>
        <translation>Ablaufdateien, und eine Vorgabe entfernen</translation>
    </message>
    <message>
        <source>Open a workflow file…</source>
        <translation>Ablaufdatei öffnen …</translation>
    </message>
    <message>
        <source>Save as a workflow file…</source>
        <translation>Als Ablaufdatei speichern …</translation>
    </message>
    <message>
        <source>Remove this preset</source>
        <translation>Diese Vorgabe entfernen</translation>
    </message>
    <message>
        <source>Save over “%1”?</source>
        <translation>„%1“ überschreiben?</translation>
    </message>
    <message>
        <source>There is a preset of this name with other settings.</source>
        <translation>Unter diesem Namen gibt es eine Vorgabe mit anderen Einstellungen.</translation>
    </message>
    <message>
        <source>Save over it</source>
        <translation>Überschreiben</translation>
    </message>
    <message>
        <source>“%1” is saved.</source>
        <translation>„%1“ ist gespeichert.</translation>
    </message>
    <message>
        <source>Choose the preset first.</source>
        <translation>Zuerst die Vorgabe wählen.</translation>
    </message>
    <message>
        <source>“%1” is removed; maps made with it stay.</source>
        <translation>„%1“ ist entfernt; damit gemachte Karten bleiben.</translation>
    </message>
    <message>
        <source>Open a workflow</source>
        <translation>Ablauf öffnen</translation>
    </message>
    <message>
        <source>Workflows (*.json);;All files (*)</source>
        <translation>Abläufe (*.json);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Save the workflow</source>
        <translation>Ablauf speichern</translation>
    </message>
    <message>
        <source>workflow</source>
        <translation>Ablauf</translation>
    </message>
    <message>
        <source>Workflows (*.json)</source>
        <translation>Abläufe (*.json)</translation>
    </message>
    <message>
        <source>The workflow is saved as %1.</source>
        <translation>Der Ablauf ist als %1 gespeichert.</translation>
    </message>
</context>
<context>
    <name>armature::ui::RecallZones</name>
    <message>
        <source>Recall all settings</source>
        <translation>Alle Einstellungen zurückholen</translation>
    </message>
    <message>
        <source>Only the prompt</source>
        <translation>Nur den Prompt</translation>
    </message>
    <message>
        <source>Only the seed</source>
        <translation>Nur den Startwert</translation>
    </message>
    <message>
        <source>Only the size</source>
        <translation>Nur die Größe</translation>
    </message>
    <message>
        <source>Only the condition</source>
        <translation>Nur die Bedingung</translation>
    </message>
    <message>
        <source>Recall the settings of a saved picture</source>
        <translation>Die Einstellungen eines gespeicherten Bildes zurückholen</translation>
    </message>
</context>
<context>
    <name>armature::ui::ResultStrip</name>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>Recall all settings</source>
        <translation>Alle Einstellungen zurückholen</translation>
    </message>
    <message>
        <source>Recall the prompt</source>
        <translation>Prompt zurückholen</translation>
    </message>
    <message>
        <source>Recall the seed</source>
        <translation>Startwert zurückholen</translation>
    </message>
    <message>
        <source>Recall the size</source>
        <translation>Größe zurückholen</translation>
    </message>
    <message>
        <source>Recall the condition</source>
        <translation>Bedingung zurückholen</translation>
    </message>
    <message>
        <source>Delete this picture…</source>
        <translation>Dieses Bild löschen…</translation>
    </message>
</context>
<context>
    <name>armature::ui::ReviewGrid</name>
    <message>
        <source>Conditions and targets</source>
        <translation>Bedingungen und Ziele</translation>
    </message>
    <message>
        <source>Validation pictures by step and prompt</source>
        <translation>Prüfbilder nach Schritt und Prompt</translation>
    </message>
    <message>
        <source>Double click: large, beside its condition and target. Several chosen with Ctrl: compared.</source>
        <translation>Doppelklick: groß, neben Bedingung und Ziel. Mehrere mit Strg gewählt: verglichen.</translation>
    </message>
</context>
<context>
    <name>armature::ui::ReviewModel</name>
    <message>
        <source>Condition: %1</source>
        <translation>Bedingung: %1</translation>
    </message>
    <message>
        <source>Step %1: %2</source>
        <translation>Schritt %1: %2</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>Bedingung</translation>
    </message>
    <message>
        <source>Before training</source>
        <translation>Vor dem Training</translation>
    </message>
    <message>
        <source>Step %1</source>
        <translation>Schritt %1</translation>
    </message>
    <message>
        <source>Target: %1</source>
        <translation>Ziel: %1</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
</context>
<context>
    <name>armature::ui::ReviewStage</name>
    <message>
        <source>Validation pictures, large</source>
        <translation>Prüfbilder, groß</translation>
    </message>
    <message>
        <source>%1, under its condition</source>
        <translation>%1, unter seiner Bedingung</translation>
    </message>
    <message>
        <source>%1 − %2; black is equal</source>
        <translation>%1 − %2; schwarz ist gleich</translation>
    </message>
    <message>
        <source>There is no such picture.</source>
        <translation>Dieses Bild gibt es nicht.</translation>
    </message>
    <message>
        <source>%1 − %2, × %3; black is equal</source>
        <translation>%1 − %2, × %3; schwarz ist gleich</translation>
    </message>
</context>
<context>
    <name>armature::ui::ReviewWall</name>
    <message>
        <source>Size of the pictures</source>
        <translation>Größe der Bilder</translation>
    </message>
    <message>
        <source>Back to the wall (Esc)</source>
        <translation>Zurück zur Wand (Esc)</translation>
    </message>
    <message>
        <source>The step before (Left)</source>
        <translation>Der Schritt davor (Links)</translation>
    </message>
    <message>
        <source>The next step (Right)</source>
        <translation>Der nächste Schritt (Rechts)</translation>
    </message>
    <message>
        <source>Beside each other</source>
        <translation>Nebeneinander</translation>
    </message>
    <message>
        <source>In turn</source>
        <translation>Abwechselnd</translation>
    </message>
    <message>
        <source>Validation pictures</source>
        <translation>Prüfbilder</translation>
    </message>
    <message>
        <source>Pictures of your validation prompts hang here step by step, the first before training.</source>
        <translation>Bilder zu den Prüf-Prompts hängen hier Schritt für Schritt, das erste vor dem Training.</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>Bester</translation>
    </message>
    <message>
        <source>Remark on the step</source>
        <translation>Notiz zum Schritt</translation>
    </message>
    <message>
        <source>Make it the result</source>
        <translation>Zum Ergebnis machen</translation>
    </message>
    <message>
        <source>Writes the checkpoint of this step in both layouts and reads them back</source>
        <translation>Schreibt den Zwischenstand dieses Schritts in beiden Formaten und liest sie zurück</translation>
    </message>
    <message>
        <source>Copy the settings of the picture</source>
        <translation>Einstellungen des Bildes kopieren</translation>
    </message>
    <message>
        <source>Save a film strip of this prompt</source>
        <translation>Filmstreifen dieses Prompts speichern</translation>
    </message>
    <message>
        <source>Save all as one sheet</source>
        <translation>Alles als einen Bogen speichern</translation>
    </message>
    <message>
        <source>strip.png</source>
        <translation>streifen.png</translation>
    </message>
    <message>
        <source>sheet.png</source>
        <translation>bogen.png</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>Bilder (*.png)</translation>
    </message>
    <message>
        <source>Remark on step %1</source>
        <translation>Notiz zu Schritt %1</translation>
    </message>
    <message>
        <source>Choose a picture to mark or remark on its step</source>
        <translation>Ein Bild wählen, um seinen Schritt zu merken oder zu notieren</translation>
    </message>
    <message>
        <source>Step %1 is the result: %2, and a folder of that name for diffusers; read back and compared.</source>
        <translation>Schritt %1 ist das Ergebnis: %2, dazu ein Ordner dieses Namens für diffusers; zurückgelesen und verglichen.</translation>
    </message>
    <message>
        <source>The settings are copied.</source>
        <translation>Die Einstellungen sind kopiert.</translation>
    </message>
    <message>
        <source>%1 is written.</source>
        <translation>%1 ist geschrieben.</translation>
    </message>
    <message>
        <source>Play through the steps</source>
        <translation>Durch die Schritte abspielen</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>Bedingung</translation>
    </message>
    <message>
        <source>Show another prompt and condition from now on</source>
        <translation>Ab jetzt noch einen Prompt mit Bedingung zeigen</translation>
    </message>
    <message>
        <source>Make step %1 the result</source>
        <translation>Schritt %1 zum Ergebnis machen</translation>
    </message>
    <message>
        <source>The checkpoint of this step is not there; that of step %1 is the nearest before it</source>
        <translation>Den Zwischenstand dieses Schritts gibt es nicht; der von Schritt %1 ist der nächste davor</translation>
    </message>
    <message>
        <source>No checkpoint of this step or before is there any more; mark a step as the best one while it is, and it is kept</source>
        <translation>Von diesem Schritt oder davor gibt es keinen Zwischenstand mehr; wird ein Schritt rechtzeitig als der beste gemerkt, bleibt seiner erhalten</translation>
    </message>
    <message>
        <source>The prompt before (Up)</source>
        <translation>Der vorige Prompt (Auf)</translation>
    </message>
    <message>
        <source>The next prompt (Down)</source>
        <translation>Der nächste Prompt (Ab)</translation>
    </message>
    <message>
        <source>How much of the condition is seen</source>
        <translation>Wie stark die Bedingung zu sehen ist</translation>
    </message>
    <message>
        <source>With a slider</source>
        <translation>Mit Schieber</translation>
    </message>
    <message>
        <source>Onion skin: the condition over each</source>
        <translation>Zwiebelhaut: die Bedingung über jedem</translation>
    </message>
    <message>
        <source>Difference from the first</source>
        <translation>Unterschied zum ersten</translation>
    </message>
    <message>
        <source>Goes through the steps, on the wall and large</source>
        <translation>Geht durch die Schritte, auf der Wand und groß</translation>
    </message>
    <message>
        <source>Before training</source>
        <translation>Vor dem Training</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Enlarge</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>The chosen pictures large; several (with Ctrl) are compared</source>
        <translation>Die gewählten Bilder groß; mehrere (mit Strg) werden verglichen</translation>
    </message>
    <message>
        <source>Mark this step as the best one; its checkpoint, where it has one, is kept</source>
        <translation>Diesen Schritt als den besten merken; sein Zwischenstand, wenn es einen gibt, bleibt erhalten</translation>
    </message>
    <message>
        <source>Compare %1</source>
        <translation>%1 vergleichen</translation>
    </message>
    <message>
        <source>Step %1 is the best; its checkpoint is kept.</source>
        <translation>Schritt %1 ist der beste; sein Zwischenstand bleibt erhalten.</translation>
    </message>
    <message>
        <source>Step %1 is the best; it has no checkpoint (yet).</source>
        <translation>Schritt %1 ist der beste; einen Zwischenstand hat er (noch) nicht.</translation>
    </message>
    <message>
        <source>How much the difference is amplified</source>
        <translation>Wie sehr der Unterschied verstärkt wird</translation>
    </message>
</context>
<context>
    <name>armature::ui::RunFaults</name>
    <message>
        <source>Go on with half the batch</source>
        <translation>Mit halbem Batch weiter</translation>
    </message>
    <message>
        <source>Go on, slower with less memory</source>
        <translation>Weiter, langsamer mit weniger Speicher</translation>
    </message>
    <message>
        <source>Go on with half the learning rate</source>
        <translation>Mit halber Lernrate weiter</translation>
    </message>
    <message>
        <source>Go on, keep two checkpoints</source>
        <translation>Weiter, zwei Zwischenstände behalten</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>%1 was interrupted at step %2, before its first checkpoint.</source>
        <translation>%1 wurde bei Schritt %2 unterbrochen, vor dem ersten Zwischenstand.</translation>
    </message>
    <message>
        <source>%1 was interrupted at step %2. Step %3 is safe.</source>
        <translation>%1 wurde bei Schritt %2 unterbrochen. Schritt %3 ist sicher.</translation>
    </message>
    <message>
        <source>Go on at %1 px</source>
        <translation>Mit %1 px weiter</translation>
    </message>
    <message>
        <source>Go on with the usual learning rate</source>
        <translation>Mit der üblichen Lernrate weiter</translation>
    </message>
    <message>
        <source>Go on in a new process</source>
        <translation>In einem neuen Prozess weiter</translation>
    </message>
    <message>
        <source>No checkpoint was written yet; its curves and pictures are kept.</source>
        <translation>Noch kein Zwischenstand wurde geschrieben; Kurven und Bilder bleiben erhalten.</translation>
    </message>
    <message>
        <source>Step %1 is safe, and its curves and pictures are kept.</source>
        <translation>Schritt %1 ist sicher, Kurven und Bilder bleiben erhalten.</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 h</translation>
    </message>
    <message>
        <source>The computer slept for %1; %2 goes on at step %3.</source>
        <translation>Der Rechner schlief %1; %2 läuft bei Schritt %3 weiter.</translation>
    </message>
    <message>
        <source>The trainer ended before it said a word.</source>
        <translation>Der Trainer endete, bevor er ein Wort sagte.</translation>
    </message>
    <message>
        <source>The trainer ended before it said a word: %1</source>
        <translation>Der Trainer endete, bevor er ein Wort sagte: %1</translation>
    </message>
    <message>
        <source>Its disk has %1 left, and a checkpoint takes %2.</source>
        <translation>Auf der Platte sind noch %1 frei, und ein Checkpoint braucht %2.</translation>
    </message>
    <message>
        <source>The checkpoint of step %1 is spoilt and there is none before it: it begins anew, and this run is kept beside it.</source>
        <translation>Der Checkpoint von Schritt %1 ist verdorben, und davor gibt es keinen: Es beginnt von vorn, und dieser Lauf bleibt daneben erhalten.</translation>
    </message>
    <message>
        <source>The checkpoint of step %1 is spoilt; it goes back to that of step %2.</source>
        <translation>Der Checkpoint von Schritt %1 ist verdorben; es geht zurück zu dem von Schritt %2.</translation>
    </message>
    <message>
        <source>%1 is not there any more: unplugged, renamed or moved?</source>
        <translation>%1 ist nicht mehr da: abgezogen, umbenannt oder verschoben?</translation>
    </message>
    <message>
        <source>What is shown is what was last read. It goes on once the folder is back.</source>
        <translation>Gezeigt wird, was zuletzt gelesen wurde. Ist der Ordner wieder da, geht es weiter.</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Noch einmal nachsehen</translation>
    </message>
    <message>
        <source>Its curves and pictures are kept.</source>
        <translation>Seine Kurven und Bilder sind da.</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
</context>
<context>
    <name>armature::ui::RunForecast</name>
    <message>
        <source>Base model</source>
        <translation>Grundmodell</translation>
    </message>
    <message>
        <source>None is chosen: give its folder or file.</source>
        <translation>Keines gewählt: seinen Ordner oder seine Datei angeben.</translation>
    </message>
    <message>
        <source>%1 million numbers; %2 million are trained</source>
        <translation>%1 Millionen Zahlen; %2 Millionen werden trainiert</translation>
    </message>
    <message>
        <source>Pairs</source>
        <translation>Paare</translation>
    </message>
    <message>
        <source>%1 × %2</source>
        <translation>%1 × %2</translation>
    </message>
    <message>
        <source>None is here to train on.</source>
        <translation>Hier ist keines, das trainiert werden kann.</translation>
    </message>
    <message>
        <source>None can be trained on: %1.</source>
        <translation>Keines kann trainiert werden: %1.</translation>
    </message>
    <message>
        <source>%1 are trained on; left out: %2.</source>
        <translation>%1 werden trainiert; ausgelassen: %2.</translation>
    </message>
    <message>
        <source>%1: enough to try, few for a ControlNet that generalises.</source>
        <translation>%1: genug zum Probieren, wenig für ein ControlNet, das verallgemeinert.</translation>
    </message>
    <message>
        <source>%1, none is left out</source>
        <translation>%1, keines wird ausgelassen</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>measured in %1</source>
        <translation>gemessen in %1</translation>
    </message>
    <message>
        <source>a guess from the model&apos;s size</source>
        <translation>geschätzt nach der Größe des Modells</translation>
    </message>
    <message>
        <source>about %1 (%2) of %3 that are free</source>
        <translation>etwa %1 (%2) von freien %3</translation>
    </message>
    <message>
        <source>Halve the batch</source>
        <translation>Batch halbieren</translation>
    </message>
    <message>
        <source>Save memory, cost time</source>
        <translation>Speicher sparen, Zeit zahlen</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Platte</translation>
    </message>
    <message>
        <source>Keep two</source>
        <translation>Zwei behalten</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>scaled from %1</source>
        <translation>umgerechnet von %1</translation>
    </message>
    <message>
        <source>a guess from this processor&apos;s speed; the first steps tell</source>
        <translation>geschätzt nach dem Tempo dieses Prozessors; die ersten Schritte zeigen es</translation>
    </message>
    <message>
        <source>The first steps tell.</source>
        <translation>Die ersten Schritte zeigen es.</translation>
    </message>
    <message>
        <source>%1 s a step, %2 in all (%3)</source>
        <translation>%1 s je Schritt, insgesamt %2 (%3)</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 h</translation>
    </message>
    <message>
        <source>%1 days</source>
        <translation>%1 Tage</translation>
    </message>
    <message>
        <source>To judge by</source>
        <translation>Woran man es sieht</translation>
    </message>
    <message>
        <source>No pairs are held out: whether it learns cannot be told.</source>
        <translation>Keine Paare sind zurückgehalten: ob es lernt, lässt sich nicht sagen.</translation>
    </message>
    <message>
        <source>Hold out 5 %</source>
        <translation>5 % zurückhalten</translation>
    </message>
    <message>
        <source>No validation prompts: there will be no pictures to look at.</source>
        <translation>Keine Prüf-Prompts: es wird keine Bilder zum Ansehen geben.</translation>
    </message>
    <message>
        <source>held-out pairs, and pictures every %1 steps</source>
        <translation>zurückgehaltene Paare und Bilder alle %1 Schritte</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>%1 is running already.</source>
        <translation>%1 läuft bereits.</translation>
    </message>
    <message>
        <source>%1 has a result already; a new run keeps both.</source>
        <translation>%1 hat schon ein Ergebnis; ein neuer Lauf behält beide.</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Take the starter&apos;s</source>
        <translation>Die des Starters nehmen</translation>
    </message>
    <message>
        <source>Look at the folder</source>
        <translation>Ordner ansehen</translation>
    </message>
    <message>
        <source>See and mend them</source>
        <translation>Ansehen und beheben</translation>
    </message>
    <message>
        <source>Add pairs</source>
        <translation>Paare hinzufügen</translation>
    </message>
    <message>
        <source>about %1 on the device (%2); how much is free there cannot be told</source>
        <translation>etwa %1 auf dem Gerät (%2); wie viel dort frei ist, lässt sich nicht sagen</translation>
    </message>
    <message>
        <source>Train at %1 px</source>
        <translation>Mit %1 px trainieren</translation>
    </message>
    <message>
        <source>Make room…</source>
        <translation>Platz schaffen…</translation>
    </message>
    <message>
        <source>%1 steps: 3 days</source>
        <translation>%1 Schritte: 3 Tage</translation>
    </message>
    <message>
        <source>Take four from the pairs</source>
        <translation>Vier aus den Paaren nehmen</translation>
    </message>
    <message>
        <source>Take a new name</source>
        <translation>Neuen Namen nehmen</translation>
    </message>
    <message numerus="yes">
        <source>%1 for %n checkpoints and the result, of %2 that are free</source>
        <translation>
            <numerusform>%1 für %n Zwischenstand und das Ergebnis, von freien %2</numerusform>
            <numerusform>%1 für %n Zwischenstände und das Ergebnis, von freien %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>armature::ui::RunWords</name>
    <message>
        <source>Looking at the pairs</source>
        <translation>Die Paare werden angesehen</translation>
    </message>
    <message>
        <source>Loading the base model</source>
        <translation>Das Grundmodell wird geladen</translation>
    </message>
    <message>
        <source>Preparing picture %1 of %2</source>
        <translation>Bild %1 von %2 wird vorbereitet</translation>
    </message>
    <message>
        <source>Preparing the pictures</source>
        <translation>Die Bilder werden vorbereitet</translation>
    </message>
    <message>
        <source>Going on from the last checkpoint</source>
        <translation>Es geht vom letzten Speicherpunkt weiter</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Startet</translation>
    </message>
    <message>
        <source>%1 steps a second</source>
        <translation>%1 Schritte pro Sekunde</translation>
    </message>
    <message>
        <source>%1 s a step</source>
        <translation>%1 s pro Schritt</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Preparing</source>
        <translation>Vorbereitung</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Pausing</source>
        <translation>Hält an</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>Speichert</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>Unterbrochen</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Step %1 of %2</source>
        <translation>Schritt %1 von %2</translation>
    </message>
    <message>
        <source>Set what it shall learn from, then start. Everything can be stopped and resumed.</source>
        <translation>Festlegen, woraus gelernt werden soll, dann starten. Alles lässt sich anhalten und fortsetzen.</translation>
    </message>
    <message>
        <source>%1. Finishing the step, then saving.</source>
        <translation>%1. Der Schritt wird beendet, dann gespeichert.</translation>
    </message>
    <message>
        <source>%1. The ControlNet is written in both layouts.</source>
        <translation>%1. Das ControlNet ist in beiden Formen geschrieben.</translation>
    </message>
    <message>
        <source>%1. Saved up to step %2; it goes on from there to the same result.</source>
        <translation>%1. Bis Schritt %2 gespeichert; von dort geht es zum selben Ergebnis weiter.</translation>
    </message>
    <message>
        <source>Interrupted before the first checkpoint; it starts again from the beginning.</source>
        <translation>Vor dem ersten Speicherpunkt unterbrochen; es beginnt von vorn.</translation>
    </message>
    <message>
        <source>%1. Step %2 is safe.</source>
        <translation>%1. Schritt %2 ist sicher.</translation>
    </message>
    <message>
        <source>Nothing was written.</source>
        <translation>Es wurde nichts geschrieben.</translation>
    </message>
    <message>
        <source>Whether it learns cannot be told without held-out pairs: give a share of them in all settings.</source>
        <translation>Ob es lernt, lässt sich ohne zurückgehaltene Paare nicht sagen: in allen Einstellungen einen Anteil angeben.</translation>
    </message>
    <message>
        <source>It does not read the condition yet. That is usual: it comes at once, after a few hundred to a few thousand steps.</source>
        <translation>Die Bedingung wird noch nicht gelesen. Das ist üblich: es kommt plötzlich, nach einigen hundert bis einigen tausend Schritten.</translation>
    </message>
    <message>
        <source>It had not begun to read the condition.</source>
        <translation>Die Bedingung wurde noch nicht gelesen.</translation>
    </message>
    <message>
        <source>It begins to read the condition: another pair&apos;s costs %1 of loss on pairs it never saw.</source>
        <translation>Die Bedingung wird allmählich gelesen: die eines anderen Paares kostet %1 Verlust bei nie gesehenen Paaren.</translation>
    </message>
    <message>
        <source>It follows the condition: another pair&apos;s costs %1 of loss on pairs it never saw. Stop when the pictures please you.</source>
        <translation>Der Bedingung wird gefolgt: die eines anderen Paares kostet %1 Verlust bei nie gesehenen Paaren. Aufhören, sobald die Bilder gefallen.</translation>
    </message>
    <message>
        <source>%1. Saved exactly there; the memory is given back, Resume carries on.</source>
        <translation>%1. Genau dort gespeichert; der Speicher ist frei, Fortsetzen macht weiter.</translation>
    </message>
    <message>
        <source>It follows the condition, and its pictures have not followed better since step %1: look there, and stop if it pleases you.</source>
        <translation>Es folgt der Bedingung, und seit Schritt %1 folgen seine Bilder nicht besser: dort nachsehen und beenden, wenn es gefällt.</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Gestoppt</translation>
    </message>
    <message>
        <source>It follows the condition; its pictures followed best at step %1.</source>
        <translation>Es folgt der Bedingung; am besten folgten seine Bilder bei Schritt %1.</translation>
    </message>
    <message>
        <source>It follows the condition: another pair&apos;s costs %1 of loss on pairs it never saw.</source>
        <translation>Es folgt der Bedingung: Die eines anderen Paares kostet %1 Loss auf Paaren, die es nie sah.</translation>
    </message>
</context>
<context>
    <name>armature::ui::SeenPanel</name>
    <message>
        <source>What the model will see</source>
        <translation>Was das Modell sehen wird</translation>
    </message>
    <message>
        <source>No condition</source>
        <translation>Keine Bedingung</translation>
    </message>
    <message>
        <source>Seen by %1</source>
        <translation>Sieht ControlNet %1</translation>
    </message>
    <message>
        <source>Seen by the model</source>
        <translation>Sieht das Modell</translation>
    </message>
    <message>
        <source>ControlNet %1 will see this, pixel for pixel: %2 × %3</source>
        <translation>Das sieht ControlNet %1, Pixel für Pixel: %2 × %3</translation>
    </message>
    <message>
        <source>Seen, and %1 more</source>
        <translation>Gesehen, und %1 weitere</translation>
    </message>
</context>
<context>
    <name>armature::ui::ShortcutDialog</name>
    <message>
        <source>Assign</source>
        <translation>Zuweisen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>Vorgabe</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Filter by name or keys</source>
        <translation>Nach Name oder Tasten filtern</translation>
    </message>
    <message>
        <source>Filter the commands</source>
        <translation>Befehle filtern</translation>
    </message>
    <message>
        <source>Commands and their keys</source>
        <translation>Befehle und ihre Tasten</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Keys:</source>
        <translation>Tasten:</translation>
    </message>
    <message>
        <source>New keys for the chosen command</source>
        <translation>Neue Tasten für den gewählten Befehl</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Also: %1</source>
        <translation>Auch: %1</translation>
    </message>
    <message>
        <source>These keys already belong to: %1. Assigned to both, neither would answer.</source>
        <translation>Diese Tasten gehören schon zu: %1. Beiden zugewiesen, antwortet keiner.</translation>
    </message>
</context>
<context>
    <name>armature::ui::SleepWatch</name>
    <message>
        <source>Saving the training run</source>
        <translation>Trainingslauf wird gespeichert</translation>
    </message>
</context>
<context>
    <name>armature::ui::StatusBar</name>
    <message>
        <source>Progress of the background work</source>
        <translation>Fortschritt der Arbeit im Hintergrund</translation>
    </message>
    <message>
        <source>Stop this</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stop the background work</source>
        <translation>Die Arbeit im Hintergrund anhalten</translation>
    </message>
    <message>
        <source>Everything that works in the background</source>
        <translation>Alles, was im Hintergrund arbeitet</translation>
    </message>
    <message>
        <source>Stopping: %1</source>
        <translation>Hält an: %1</translation>
    </message>
    <message numerus="yes">
        <source>+%n more</source>
        <translation>
            <numerusform>+%n weiteres</numerusform>
            <numerusform>+%n weitere</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>armature::ui::Surroundings</name>
    <message>
        <source>%1, step %2</source>
        <translation>%1, Schritt %2</translation>
    </message>
    <message>
        <source>%1, result</source>
        <translation>%1, Ergebnis</translation>
    </message>
    <message>
        <source>%1, step %2, averaged (EMA)</source>
        <translation>%1, Schritt %2, gemittelt (EMA)</translation>
    </message>
</context>
<context>
    <name>armature::ui::TestForm</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Negative prompt</source>
        <translation>Negativer Prompt</translation>
    </message>
    <message>
        <source>Base model</source>
        <translation>Grundmodell</translation>
    </message>
    <message>
        <source>Choose a base model</source>
        <translation>Grundmodell wählen</translation>
    </message>
    <message>
        <source>None chosen</source>
        <translation>Keines gewählt</translation>
    </message>
    <message>
        <source>Add a ControlNet</source>
        <translation>ControlNet hinzufügen</translation>
    </message>
    <message>
        <source>The model&apos;s own</source>
        <translation>Der des Modells</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>How closely to follow the prompt; up to 1 guidance is off</source>
        <translation>Wie genau der Prompt befolgt wird; bis 1 gar nicht</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>Höhe</translation>
    </message>
    <message>
        <source>Own shape</source>
        <translation>Eigene Form</translation>
    </message>
    <message>
        <source>Just resize</source>
        <translation>Nur skalieren</translation>
    </message>
    <message>
        <source>Crop and resize</source>
        <translation>Beschneiden und skalieren</translation>
    </message>
    <message>
        <source>Resize and fill</source>
        <translation>Skalieren und auffüllen</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Another seed</source>
        <translation>Anderer Startwert</translation>
    </message>
    <message>
        <source>Keep this seed for the next picture</source>
        <translation>Startwert für das nächste Bild behalten</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Guess mode</source>
        <translation>Ratemodus</translation>
    </message>
    <message>
        <source>Follow the condition even without a prompt</source>
        <translation>Der Bedingung auch ohne Prompt folgen</translation>
    </message>
    <message>
        <source>Scheduler</source>
        <translation>Scheduler</translation>
    </message>
    <message>
        <source>Guidance scale</source>
        <translation>Prompttreue</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>Form</translation>
    </message>
    <message>
        <source>choose a base model</source>
        <translation>ein Grundmodell wählen</translation>
    </message>
    <message>
        <source>ControlNet %1: %2</source>
        <translation>ControlNet %1: %2</translation>
    </message>
    <message>
        <source>%1, made for %2 px, computed in %3</source>
        <translation>%1, für %2 px gemacht, gerechnet in %3</translation>
    </message>
    <message>
        <source>The model&apos;s own (%1)</source>
        <translation>Der des Modells (%1)</translation>
    </message>
    <message>
        <source>A diffusers folder…</source>
        <translation>diffusers-Ordner…</translation>
    </message>
    <message>
        <source>Choose a base model&apos;s folder</source>
        <translation>Ordner eines Grundmodells wählen</translation>
    </message>
    <message>
        <source>A checkpoint file…</source>
        <translation>Datei eines Zwischenstands…</translation>
    </message>
    <message>
        <source>Checkpoints (*.safetensors *.ckpt)</source>
        <translation>Zwischenstände (*.safetensors *.ckpt)</translation>
    </message>
    <message>
        <source>Choose a base model&apos;s file</source>
        <translation>Datei eines Grundmodells wählen</translation>
    </message>
    <message>
        <source>%1 of %2 tokens</source>
        <translation>%1 von %2 Token</translation>
    </message>
    <message>
        <source>What comes after token %1 is not read.</source>
        <translation>Was nach Token %1 kommt, wird nicht gelesen.</translation>
    </message>
    <message>
        <source>Resize mode</source>
        <translation>Anpassung</translation>
    </message>
</context>
<context>
    <name>armature::ui::TestPage</name>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Generating</source>
        <translation>Bilder entstehen</translation>
    </message>
    <message>
        <source>Starting the engine…</source>
        <translation>Die Maschine startet…</translation>
    </message>
    <message>
        <source>Loading the models…</source>
        <translation>Modelle werden geladen…</translation>
    </message>
    <message>
        <source>Step %1 of %2</source>
        <translation>Schritt %1 von %2</translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n wartet</numerusform>
            <numerusform>%n warten</numerusform>
        </translation>
    </message>
    <message>
        <source>To begin, %1.</source>
        <translation>Zum Anfangen: %1.</translation>
    </message>
    <message>
        <source>Generate next</source>
        <translation>Als Nächstes erzeugen</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>Erzeugen</translation>
    </message>
    <message>
        <source>Press Generate. The picture appears here as it forms.</source>
        <translation>Drücken Sie auf Erzeugen. Das Bild erscheint hier, während es entsteht.</translation>
    </message>
    <message>
        <source>Nothing can be made yet: %1.</source>
        <translation>Es kann noch nichts entstehen: %1.</translation>
    </message>
    <message>
        <source>A proof sheet shows what a ControlNet does; choose one first.</source>
        <translation>Ein Prüfbogen zeigt, was ein ControlNet tut; wählen Sie zuerst eines.</translation>
    </message>
    <message>
        <source>One sheet is being made; the next can follow when it is done.</source>
        <translation>Ein Bogen entsteht gerade; der nächste kann danach folgen.</translation>
    </message>
    <message>
        <source>follows its condition to %1 %</source>
        <translation>folgt seiner Bedingung zu %1 %</translation>
    </message>
    <message>
        <source>seed %1</source>
        <translation>Startwert %1</translation>
    </message>
    <message>
        <source>%1 steps, guidance %2, seed %3</source>
        <translation>%1 Schritte, Prompttreue %2, Startwert %3</translation>
    </message>
    <message>
        <source>Delete this picture?</source>
        <translation>Dieses Bild löschen?</translation>
    </message>
    <message>
        <source>%1 is removed from the disk.</source>
        <translation>%1 wird von der Platte entfernt.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>One picture</source>
        <translation>Ein Bild</translation>
    </message>
    <message>
        <source>Compare with a slider</source>
        <translation>Mit Schieber vergleichen</translation>
    </message>
    <message>
        <source>Compare side by side</source>
        <translation>Nebeneinander vergleichen</translation>
    </message>
    <message>
        <source>Compare by blinking</source>
        <translation>Im Wechsel vergleichen</translation>
    </message>
    <message>
        <source>Difference of two</source>
        <translation>Unterschied zweier</translation>
    </message>
    <message>
        <source>Condition over the picture</source>
        <translation>Bedingung über dem Bild</translation>
    </message>
    <message>
        <source>Proof sheet</source>
        <translation>Prüfbogen</translation>
    </message>
    <message>
        <source>Grid…</source>
        <translation>Raster…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Weitergeben…</translation>
    </message>
    <message>
        <source>Recalled from %1</source>
        <translation>Aus %1 zurückgeholt</translation>
    </message>
    <message>
        <source>A picture whose settings to recall</source>
        <translation>Ein Bild, dessen Einstellungen zurückkommen</translation>
    </message>
    <message>
        <source>PNG pictures (*.png)</source>
        <translation>PNG-Bilder (*.png)</translation>
    </message>
    <message>
        <source>Choose the ControlNet to export first.</source>
        <translation>Wählen Sie zuerst das ControlNet zum Weitergeben.</translation>
    </message>
    <message>
        <source>Export the ControlNet</source>
        <translation>ControlNet weitergeben</translation>
    </message>
    <message>
        <source>Stop generating</source>
        <translation>Erzeugen anhalten</translation>
    </message>
    <message>
        <source>Make a proof sheet</source>
        <translation>Prüfbogen machen</translation>
    </message>
    <message>
        <source>Make a grid over two settings</source>
        <translation>Raster über zwei Einstellungen machen</translation>
    </message>
    <message>
        <source>a picture</source>
        <translation>ein Bild</translation>
    </message>
    <message>
        <source>The ControlNet is of SD 2 (1024-wide text), the base model of SD 1 (768-wide text).</source>
        <translation>Das ControlNet ist von SD 2 (Text 1024 breit), das Grundmodell von SD 1 (Text 768 breit).</translation>
    </message>
    <message>
        <source>Recall the settings of a saved picture</source>
        <translation>Die Einstellungen eines gesicherten Bilds zurückholen</translation>
    </message>
    <message>
        <source>Waiting until %1 has saved…</source>
        <translation>Warten, bis %1 gesichert hat …</translation>
    </message>
    <message>
        <source>Take all out</source>
        <translation>Alle herausnehmen</translation>
    </message>
    <message>
        <source>%1 is paused while you test.</source>
        <translation>%1 pausiert, solange Sie probieren.</translation>
    </message>
    <message>
        <source>It goes on from the very step, also when you leave this room.</source>
        <translation>Es geht beim selben Schritt weiter, auch wenn Sie diesen Raum verlassen.</translation>
    </message>
    <message>
        <source>Resume the training</source>
        <translation>Training fortsetzen</translation>
    </message>
    <message>
        <source>Pause the training and try again</source>
        <translation>Training anhalten und noch einmal versuchen</translation>
    </message>
    <message>
        <source>What waits, to be taken out</source>
        <translation>Was wartet, zum Herausnehmen</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
</context>
<context>
    <name>armature::ui::TestPlans</name>
    <message>
        <source>“%1” is no value for %2.</source>
        <translation>„%1“ ist kein Wert für %2.</translation>
    </message>
    <message>
        <source>Write values such as %1.</source>
        <translation>Schreiben Sie Werte wie %1.</translation>
    </message>
    <message>
        <source>%1 has no values.</source>
        <translation>%1 hat keine Werte.</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Nichts</translation>
    </message>
    <message>
        <source>Conditioning scale</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>Guidance start</source>
        <translation>Führung ab</translation>
    </message>
    <message>
        <source>Guidance end</source>
        <translation>Führung bis</translation>
    </message>
    <message>
        <source>Guidance scale</source>
        <translation>Prompttreue</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Scheduler</source>
        <translation>Scheduler</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>Zwischenstand</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>Bedingung</translation>
    </message>
    <message>
        <source>a red star | a blue house</source>
        <translation>ein roter Stern | ein blaues Haus</translation>
    </message>
    <message>
        <source>A grid of %1 pictures is more than %2.</source>
        <translation>Ein Raster aus %1 Bildern ist mehr als %2.</translation>
    </message>
    <message>
        <source>Use fewer values.</source>
        <translation>Nehmen Sie weniger Werte.</translation>
    </message>
    <message>
        <source>Guidance would start at %1 and end at %2.</source>
        <translation>Die Führung würde bei %1 beginnen und bei %2 enden.</translation>
    </message>
    <message>
        <source>Let every start come before every end.</source>
        <translation>Jeder Anfang muss vor jedem Ende liegen.</translation>
    </message>
    <message>
        <source>Proof: one seed, three conditions</source>
        <translation>Prüfung: ein Startwert, drei Bedingungen</translation>
    </message>
    <message>
        <source>This condition</source>
        <translation>Diese Bedingung</translation>
    </message>
    <message>
        <source>Another condition</source>
        <translation>Eine andere Bedingung</translation>
    </message>
    <message>
        <source>No condition</source>
        <translation>Keine Bedingung</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Resize mode</source>
        <translation>Anpassung</translation>
    </message>
    <message>
        <source>Guess mode</source>
        <translation>Ratemodus</translation>
    </message>
    <message>
        <source>Negative prompt</source>
        <translation>Negativer Prompt</translation>
    </message>
    <message>
        <source>Base model</source>
        <translation>Grundmodell</translation>
    </message>
    <message>
        <source>- | blurry, dark</source>
        <translation>- | unscharf, dunkel</translation>
    </message>
    <message>
        <source>Mirrored condition</source>
        <translation>Gespiegelte Bedingung</translation>
    </message>
</context>
<context>
    <name>armature::ui::TestSettings</name>
    <message>
        <source>never acts</source>
        <translation>wirkt nie</translation>
    </message>
    <message>
        <source>acts on steps %1–%2 of %3</source>
        <translation>wirkt in den Schritten %1–%2 von %3</translation>
    </message>
</context>
<context>
    <name>armature::ui::TrainPage</name>
    <message>
        <source>A first look, 500 steps</source>
        <translation>Ein erster Blick, 500 Schritte</translation>
    </message>
    <message>
        <source>Ordinary, 5,000 steps</source>
        <translation>Üblich, 5.000 Schritte</translation>
    </message>
    <message>
        <source>Thorough, 20,000 steps</source>
        <translation>Gründlich, 20.000 Schritte</translation>
    </message>
    <message>
        <source>24 GB and more</source>
        <translation>24 GB und mehr</translation>
    </message>
    <message>
        <source>12 to 16 GB</source>
        <translation>12 bis 16 GB</translation>
    </message>
    <message>
        <source>8 GB</source>
        <translation>8 GB</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Trainieren</translation>
    </message>
    <message>
        <source>Open a folder of pairs; a ControlNet is trained on them and watched here.</source>
        <translation>Einen Ordner mit Paaren öffnen; hier wird ein ControlNet darauf trainiert und beobachtet.</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Pictures now</source>
        <translation>Bilder jetzt</translation>
    </message>
    <message>
        <source>Save now</source>
        <translation>Jetzt speichern</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>New run</source>
        <translation>Neuer Lauf</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>As set below</source>
        <translation>Wie unten eingestellt</translation>
    </message>
    <message>
        <source>Goal</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Memory of the device</source>
        <translation>Speicher des Geräts</translation>
    </message>
    <message>
        <source>Pictures are made after this step.</source>
        <translation>Die Bilder entstehen nach diesem Schritt.</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Training %1</source>
        <translation>Training von %1</translation>
    </message>
    <message>
        <source>Save the curves</source>
        <translation>Die Kurven speichern</translation>
    </message>
    <message>
        <source>curves.png</source>
        <translation>kurven.png</translation>
    </message>
    <message>
        <source>%1 cannot be written.</source>
        <translation>%1 kann nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>Start or resume training</source>
        <translation>Training starten oder fortsetzen</translation>
    </message>
    <message>
        <source>Stop training and save</source>
        <translation>Training anhalten und speichern</translation>
    </message>
    <message>
        <source>Save a checkpoint now</source>
        <translation>Jetzt einen Speicherpunkt anlegen</translation>
    </message>
    <message>
        <source>Make validation pictures now</source>
        <translation>Jetzt Prüfbilder machen</translation>
    </message>
    <message>
        <source>New training run</source>
        <translation>Neuer Trainingslauf</translation>
    </message>
    <message>
        <source>Save the training curves</source>
        <translation>Die Trainingskurven speichern</translation>
    </message>
    <message>
        <source>Open the run&apos;s folder</source>
        <translation>Den Ordner des Laufs öffnen</translation>
    </message>
    <message>
        <source>Picture or table (*.png *.svg *.pdf *.csv)</source>
        <translation>Bild oder Tabelle (*.png *.svg *.pdf *.csv)</translation>
    </message>
    <message>
        <source>Pause training</source>
        <translation>Training anhalten</translation>
    </message>
    <message>
        <source>A run is training</source>
        <translation>Ein Lauf trainiert</translation>
    </message>
    <message>
        <source>%1 is training; two at once take turns at the same processor.</source>
        <translation>%1 trainiert; zwei zugleich teilen sich denselben Prozessor.</translation>
    </message>
    <message>
        <source>Start after it</source>
        <translation>Danach starten</translation>
    </message>
    <message>
        <source>Start beside it</source>
        <translation>Daneben starten</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Training goes on</source>
        <translation>Das Training läuft</translation>
    </message>
    <message>
        <source>%1 trains in this window: closing saves it at the next step and stops it.</source>
        <translation>%1 trainiert in diesem Fenster: Schließen speichert beim nächsten Schritt und beendet es.</translation>
    </message>
    <message>
        <source>It resumes from there to the same result.</source>
        <translation>Es geht von dort zum selben Ergebnis weiter.</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>Beenden und schließen</translation>
    </message>
    <message>
        <source>Keep working</source>
        <translation>Weiterarbeiten</translation>
    </message>
    <message>
        <source>%1 goes on training without the window.</source>
        <translation>%1 trainiert ohne das Fenster weiter.</translation>
    </message>
    <message>
        <source>It is found again when this folder is opened.</source>
        <translation>Es wird wiedergefunden, wenn dieser Ordner geöffnet wird.</translation>
    </message>
    <message>
        <source>Close, let it train</source>
        <translation>Schließen, weiter trainieren</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Place %1 in the queue: it starts when the others are done, while this window is open.</source>
        <translation>Platz %1 in der Warteschlange: startet, wenn die anderen fertig sind, solange dieses Fenster offen ist.</translation>
    </message>
    <message>
        <source>Rename, duplicate, compare, queue, archive</source>
        <translation>Umbenennen, duplizieren, vergleichen, einreihen, archivieren</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Saves exactly and gives the memory back; it resumes from here</source>
        <translation>Speichert genau und gibt den Speicher frei; es geht von hier weiter</translation>
    </message>
    <message>
        <source>Runs train</source>
        <translation>Läufe trainieren</translation>
    </message>
    <message>
        <source>in a process of their own</source>
        <translation>in einem eigenen Prozess</translation>
    </message>
    <message>
        <source>in this window</source>
        <translation>in diesem Fenster</translation>
    </message>
    <message>
        <source>Training goes on when the window is closed, and a crash of either leaves the other alone.</source>
        <translation>Das Training läuft weiter, wenn das Fenster geschlossen wird, und ein Absturz des einen lässt das andere in Ruhe.</translation>
    </message>
    <message>
        <source>Training is saved and stopped when the window closes.</source>
        <translation>Das Training wird gespeichert und beendet, wenn das Fenster schließt.</translation>
    </message>
    <message>
        <source>Another curve beside the loss</source>
        <translation>Eine weitere Kurve neben dem Loss</translation>
    </message>
    <message>
        <source>Loss alone</source>
        <translation>Nur Loss</translation>
    </message>
    <message>
        <source>with learning rate</source>
        <translation>mit Lernrate</translation>
    </message>
    <message>
        <source>with gradient norm</source>
        <translation>mit Gradientennorm</translation>
    </message>
    <message>
        <source>with speed</source>
        <translation>mit Tempo</translation>
    </message>
    <message>
        <source>with memory</source>
        <translation>mit Speicher</translation>
    </message>
    <message>
        <source>The numbers as a table</source>
        <translation>Die Zahlen als Tabelle</translation>
    </message>
    <message>
        <source>loss, gain (dashed: blank condition)</source>
        <translation>Loss, Gewinn (gestrichelt: leere Bedingung)</translation>
    </message>
    <message>
        <source>adherence</source>
        <translation>Treue</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Umbenennen …</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Duplizieren</translation>
    </message>
    <message>
        <source>Into the archive</source>
        <translation>Ins Archiv</translation>
    </message>
    <message>
        <source>Take out of the queue</source>
        <translation>Aus der Warteschlange nehmen</translation>
    </message>
    <message>
        <source>Start after the others</source>
        <translation>Nach den anderen starten</translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation>Vergleichen mit</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>Zurückholen</translation>
    </message>
    <message>
        <source>Rename the run</source>
        <translation>Lauf umbenennen</translation>
    </message>
    <message>
        <source>New name</source>
        <translation>Neuer Name</translation>
    </message>
    <message>
        <source>%1 starts.</source>
        <translation>%1 beginnt.</translation>
    </message>
    <message>
        <source>It is drawn after this step, and in every round from then on.</source>
        <translation>Er wird nach diesem Schritt gezeichnet und von da an in jeder Runde.</translation>
    </message>
    <message>
        <source>It is drawn from the next pictures on.</source>
        <translation>Er wird ab den nächsten Bildern gezeichnet.</translation>
    </message>
    <message>
        <source>Base model</source>
        <translation>Grundmodell</translation>
    </message>
    <message>
        <source>Show another validation prompt</source>
        <translation>Noch einen Prüf-Prompt zeigen</translation>
    </message>
    <message>
        <source>Queued runs wait until then.</source>
        <translation>Läufe in der Warteschlange warten bis dahin.</translation>
    </message>
    <message>
        <source>Control gain: how much worse pairs that it never saw do with another pair&apos;s condition. Adherence: how far the validation pictures follow theirs.</source>
        <translation>Steuerungsgewinn: wie viel schlechter nie gesehene Paare mit der Bedingung eines anderen Paares abschneiden. Treue: wie weit die Prüfbilder ihrer Bedingung folgen.</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <source>Control gain</source>
        <translation>Steuerungsgewinn</translation>
    </message>
    <message>
        <source>Adherence</source>
        <translation>Treue</translation>
    </message>
    <message>
        <source>%1 is written.</source>
        <translation>%1 ist geschrieben.</translation>
    </message>
    <message>
        <source>How the curves are drawn</source>
        <translation>Wie die Kurven gezeichnet werden</translation>
    </message>
    <message>
        <source>Logarithmic</source>
        <translation>Logarithmisch</translation>
    </message>
    <message>
        <source>With outliers</source>
        <translation>Mit Ausreißern</translation>
    </message>
    <message>
        <source>Over hours instead of steps</source>
        <translation>Über Stunden statt Schritte</translation>
    </message>
    <message>
        <source>Show all (double click)</source>
        <translation>Alles zeigen (Doppelklick)</translation>
    </message>
    <message>
        <source>the first that keeps to its lines</source>
        <translation>das erste, das sich an seine Linien hält</translation>
    </message>
    <message>
        <source>The disk of %1 does not answer.</source>
        <translation>Die Platte von %1 antwortet nicht.</translation>
    </message>
    <message>
        <source>A run that trains goes on as soon as it does.</source>
        <translation>Ein Lauf, der trainiert, geht weiter, sobald sie antwortet.</translation>
    </message>
    <message>
        <source>Its disk does not answer; what is shown was read before. It goes on by itself.</source>
        <translation>Seine Platte antwortet nicht; gezeigt wird, was davor gelesen wurde. Es geht von selbst weiter.</translation>
    </message>
</context>
<context>
    <name>armature::ui::TrainingHold</name>
    <message>
        <source>Pause the training?</source>
        <translation>Training anhalten?</translation>
    </message>
    <message>
        <source>%1 is training on the same device; pictures would be slow, and the memory may not hold both.</source>
        <translation>%1 trainiert auf demselben Gerät; Bilder würden langsam, und der Speicher reicht vielleicht nicht für beides.</translation>
    </message>
    <message>
        <source>Paused, it is saved exactly. It goes on when you leave this room or press a button.</source>
        <translation>Angehalten ist es genau gesichert. Es geht weiter, wenn Sie diesen Raum verlassen oder einen Knopf drücken.</translation>
    </message>
    <message>
        <source>Pause it and test</source>
        <translation>Anhalten und probieren</translation>
    </message>
    <message>
        <source>Test beside it</source>
        <translation>Daneben probieren</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>%1 cannot be reached to be paused.</source>
        <translation>%1 ist nicht zu erreichen, um es anzuhalten.</translation>
    </message>
    <message>
        <source>Pause it where it was started, or test beside it.</source>
        <translation>Halte es dort an, wo es gestartet wurde, oder probiere daneben.</translation>
    </message>
</context>
<context>
    <name>armature::ui::ValidationList</name>
    <message>
        <source>Add a prompt…</source>
        <translation>Prompt hinzufügen …</translation>
    </message>
    <message>
        <source>Choose a condition map</source>
        <translation>Bedingungskarte wählen</translation>
    </message>
    <message>
        <source>Condition map of %1</source>
        <translation>Bedingungskarte von %1</translation>
    </message>
    <message>
        <source>Validation prompt %1</source>
        <translation>Prüf-Prompt %1</translation>
    </message>
    <message>
        <source>no map yet</source>
        <translation>noch keine Karte</translation>
    </message>
    <message>
        <source>Take it off the list</source>
        <translation>Von der Liste nehmen</translation>
    </message>
    <message>
        <source>Take off the list: %1</source>
        <translation>Von der Liste nehmen: %1</translation>
    </message>
    <message>
        <source>Condition map</source>
        <translation>Bedingungskarte</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.webp *.tif *.tiff)</source>
        <translation>Bilder (*.png *.jpg *.jpeg *.webp *.tif *.tiff)</translation>
    </message>
</context>
<context>
    <name>armature::ui::WeightsPanel</name>
    <message>
        <source>Networks and their files</source>
        <translation>Netze und ihre Dateien</translation>
    </message>
    <message>
        <source>Network or file</source>
        <translation>Netz oder Datei</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Locate folder…</source>
        <translation>Ordner zeigen …</translation>
    </message>
    <message>
        <source> (draft)</source>
        <translation> (Entwurf)</translation>
    </message>
    <message>
        <source>Not for commercial use: %1</source>
        <translation>Nicht für gewerbliche Nutzung: %1</translation>
    </message>
    <message>
        <source>Installed</source>
        <translation>Installiert</translation>
    </message>
    <message>
        <source>Not located</source>
        <translation>Nicht gefunden</translation>
    </message>
    <message>
        <source> (optional)</source>
        <translation> (freiwillig)</translation>
    </message>
    <message>
        <source>The weights of %1</source>
        <translation>Die Gewichte von %1</translation>
    </message>
    <message>
        <source>Armature fetches nothing from the network. Get the files of an annotator yourself, then say where they are. What is not for commercial use carries a sign.</source>
        <translation>Armature holt nichts aus dem Netz. Die Dateien eines Verfahrens selbst besorgen, dann sagen, wo sie liegen. Was nicht kommerziell genutzt werden darf, trägt ein Zeichen.</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>Get it from</source>
        <translation>Zu bekommen von</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>Locate files…</source>
        <translation>Dateien angeben …</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Vergessen</translation>
    </message>
    <message>
        <source>Forgets where the files of this network are; the files stay</source>
        <translation>Vergisst, wo die Dateien dieses Netzes liegen; die Dateien bleiben</translation>
    </message>
    <message>
        <source>Run a program from this file?</source>
        <translation>Ein Programm aus dieser Datei ausführen?</translation>
    </message>
    <message>
        <source>%1 is %2: not only numbers, but instructions that somebody wrote and that Armature would carry out.</source>
        <translation>%1 ist %2: nicht nur Zahlen, sondern Anweisungen, die jemand geschrieben hat und die Armature ausführen würde.</translation>
    </message>
    <message>
        <source>Say yes only where you trust whoever it comes from. SHA-256: %1</source>
        <translation>Nur zustimmen, wenn die Herkunft vertrauenswürdig ist. SHA-256: %1</translation>
    </message>
    <message>
        <source>Run it</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>Do not use it</source>
        <translation>Nicht verwenden</translation>
    </message>
    <message>
        <source>Located</source>
        <translation>Angegeben</translation>
    </message>
    <message>
        <source>%1. What it should be is not known.</source>
        <translation>%1. Welche es sein sollte, ist nicht bekannt.</translation>
    </message>
    <message>
        <source>%1, as published</source>
        <translation>%1, wie veröffentlicht</translation>
    </message>
    <message>
        <source>%1. Another file was published under this name: %2.</source>
        <translation>%1. Unter diesem Namen wurde eine andere Datei veröffentlicht: %2.</translation>
    </message>
    <message>
        <source>Weights (*.pt *.pth *.safetensors *.bin *.caffemodel *.onnx *.tflite);;All files (*)</source>
        <translation>Gewichte (*.pt *.pth *.safetensors *.bin *.caffemodel *.onnx *.tflite);;Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <source>%1 is of one single colour: it tells the model nothing.</source>
        <translation>%1 hat nur eine einzige Farbe: Sie sagt dem Modell nichts.</translation>
    </message>
    <message>
        <source>Make the map again, perhaps with lower thresholds.</source>
        <translation>Erzeugen Sie die Karte neu, vielleicht mit niedrigeren Schwellen.</translation>
    </message>
    <message>
        <source>%1 is excluded from training by hand.</source>
        <translation>%1 ist von Hand vom Training ausgeschlossen.</translation>
    </message>
    <message>
        <source>Include it again in the studio.</source>
        <translation>Nehmen Sie es im Studio wieder auf.</translation>
    </message>
    <message>
        <source>%1 is a %2 file by its contents, not %3; it is read as what it is.</source>
        <translation>%1 ist dem Inhalt nach eine %2-Datei, nicht %3; sie wird als das gelesen, was sie ist.</translation>
    </message>
    <message>
        <source>Rename it; other programs may refuse it.</source>
        <translation>Benennen Sie sie um; andere Programme könnten sie ablehnen.</translation>
    </message>
    <message>
        <source>%1 is turned by its EXIF orientation (%2); it is used as viewers show it, %3 px.</source>
        <translation>%1 ist durch seine EXIF-Ausrichtung gedreht (%2); es wird so verwendet, wie Betrachter es zeigen, %3 px.</translation>
    </message>
    <message>
        <source>Make its map from the turned picture, as Armature&apos;s own maps are.</source>
        <translation>Erzeugen Sie die Karte aus dem gedrehten Bild, wie es die Karten von Armature sind.</translation>
    </message>
    <message>
        <source>%1 has transparency; it is laid on white.</source>
        <translation>%1 hat durchsichtige Stellen; es wird auf Weiß gelegt.</translation>
    </message>
    <message>
        <source>Save it without transparency on the background that you want.</source>
        <translation>Speichern Sie es ohne Transparenz auf dem gewünschten Hintergrund.</translation>
    </message>
    <message>
        <source>%1 has an alpha channel that is opaque throughout.</source>
        <translation>%1 hat einen Alphakanal, der überall deckend ist.</translation>
    </message>
    <message>
        <source>Nothing needs to be done.</source>
        <translation>Es ist nichts zu tun.</translation>
    </message>
    <message>
        <source>%1 has %2 bits per channel; it is rounded to 8.</source>
        <translation>%1 hat %2 Bit je Kanal; es wird auf 8 gerundet.</translation>
    </message>
    <message>
        <source>Nothing needs to be done, unless it is a depth map whose range is small.</source>
        <translation>Es ist nichts zu tun, außer bei einer Tiefenkarte mit kleinem Umfang.</translation>
    </message>
    <message>
        <source>%1 has %2 px, more than %3 times as long as wide.</source>
        <translation>%1 hat %2 px und ist mehr als %3-mal so lang wie breit.</translation>
    </message>
    <message>
        <source>Cut it into pieces.</source>
        <translation>Schneiden Sie es in Stücke.</translation>
    </message>
    <message>
        <source>%1 has %2 px, its map %3 px: the same shape, so the map is brought to the picture&apos;s size.</source>
        <translation>%1 hat %2 px, seine Karte %3 px: dieselbe Form, also wird die Karte auf die Größe des Bildes gebracht.</translation>
    </message>
    <message>
        <source>Make the map at the picture&apos;s size for sharper lines.</source>
        <translation>Erzeugen Sie die Karte in der Größe des Bildes, dann werden die Linien schärfer.</translation>
    </message>
    <message>
        <source>Only one of %1 and %2 is turned by EXIF; the map may be turned against the picture.</source>
        <translation>Nur eines von %1 und %2 ist durch EXIF gedreht; die Karte kann gegen das Bild verdreht sein.</translation>
    </message>
    <message>
        <source>Make the map from the turned picture.</source>
        <translation>Erzeugen Sie die Karte aus dem gedrehten Bild.</translation>
    </message>
    <message>
        <source>%1 has %2 px; for a resolution of %3 it is enlarged %4 times.</source>
        <translation>%1 hat %2 px; für die Auflösung %3 wird es auf das %4-Fache vergrößert.</translation>
    </message>
    <message>
        <source>Use a larger original, or train at resolution %1 (--resolution).</source>
        <translation>Nehmen Sie ein größeres Original, oder trainieren Sie mit Auflösung %1 (--resolution).</translation>
    </message>
    <message>
        <source>%1 has %2 px, its map %3 px: they cannot be laid on each other.</source>
        <translation>%1 hat %2 px, seine Karte %3 px: Sie lassen sich nicht aufeinanderlegen.</translation>
    </message>
    <message>
        <source>%1 has %2 px, its map %3 px: the map was made without regard to the EXIF orientation.</source>
        <translation>%1 hat %2 px, seine Karte %3 px: Die Karte entstand ohne Rücksicht auf die EXIF-Ausrichtung.</translation>
    </message>
    <message>
        <source>%1 has %2 px, its map %3 px: one of them is turned by 90 degrees.</source>
        <translation>%1 hat %2 px, seine Karte %3 px: Eines von beiden ist um 90 Grad gedreht.</translation>
    </message>
    <message>
        <source>Turn the map, or make it again from the picture as viewers show it.</source>
        <translation>Drehen Sie die Karte, oder erzeugen Sie sie neu aus dem Bild, wie Betrachter es zeigen.</translation>
    </message>
    <message>
        <source>Make the map again from this picture, or crop both to the part they share.</source>
        <translation>Erzeugen Sie die Karte neu aus diesem Bild, oder beschneiden Sie beide auf den gemeinsamen Teil.</translation>
    </message>
    <message>
        <source>%1 has no caption; it is trained with the empty prompt.</source>
        <translation>%1 hat keinen Bildtext; trainiert wird mit dem leeren Prompt.</translation>
    </message>
    <message>
        <source>Write one into a text file of the same name, or into the listing.</source>
        <translation>Schreiben Sie einen in eine Textdatei gleichen Namens oder in die Liste.</translation>
    </message>
    <message>
        <source>The caption of %1 is empty; it is trained with the empty prompt.</source>
        <translation>Der Bildtext von %1 ist leer; trainiert wird mit dem leeren Prompt.</translation>
    </message>
    <message>
        <source>Describe the picture in one sentence.</source>
        <translation>Beschreiben Sie das Bild in einem Satz.</translation>
    </message>
    <message>
        <source>The caption of %1 has %2 tokens; the last %3 are cut off.</source>
        <translation>Der Bildtext von %1 hat %2 Token; die letzten %3 werden abgeschnitten.</translation>
    </message>
    <message>
        <source>Shorten it, what matters first.</source>
        <translation>Kürzen Sie ihn, das Wichtige zuerst.</translation>
    </message>
    <message>
        <source>%1 and its map %2 are the same picture.</source>
        <translation>%1 und seine Karte %2 sind dasselbe Bild.</translation>
    </message>
    <message>
        <source>Make the map from the picture.</source>
        <translation>Erzeugen Sie die Karte aus dem Bild.</translation>
    </message>
    <message>
        <source>%1 looks like %2.</source>
        <translation>%1 sieht aus wie %2.</translation>
    </message>
    <message>
        <source>Keep one of them if they are the same motif.</source>
        <translation>Behalten Sie eines davon, wenn es dasselbe Motiv ist.</translation>
    </message>
    <message>
        <source>%1 and %2 have the very same map, but their pictures differ.</source>
        <translation>%1 und %2 haben genau dieselbe Karte, aber verschiedene Bilder.</translation>
    </message>
    <message>
        <source>Make the map of each from its own picture.</source>
        <translation>Erzeugen Sie jede Karte aus ihrem eigenen Bild.</translation>
    </message>
    <message>
        <source>%1 is the very same file as %2, and so are their maps.</source>
        <translation>%1 ist genau dieselbe Datei wie %2, und ihre Karten sind es auch.</translation>
    </message>
    <message>
        <source>%1 is the very same file as %2.</source>
        <translation>%1 ist genau dieselbe Datei wie %2.</translation>
    </message>
    <message>
        <source>Remove one of the pairs; it counts twice.</source>
        <translation>Entfernen Sie eines der Paare; es zählt doppelt.</translation>
    </message>
    <message>
        <source>%1 and %2 differ only in upper and lower case; on Windows and macOS one replaces the other.</source>
        <translation>%1 und %2 unterscheiden sich nur in Groß- und Kleinschreibung; unter Windows und macOS ersetzt eines das andere.</translation>
    </message>
    <message>
        <source>Rename one of them together with its map.</source>
        <translation>Benennen Sie eines davon zusammen mit seiner Karte um.</translation>
    </message>
    <message>
        <source>%1 and %2 have the same name; only the first is used.</source>
        <translation>%1 und %2 heißen gleich; nur das erste wird verwendet.</translation>
    </message>
    <message>
        <source>Rename one of them together with its map, or remove it.</source>
        <translation>Benennen Sie eines davon zusammen mit seiner Karte um, oder entfernen Sie es.</translation>
    </message>
    <message>
        <source>%1 is in a format that Armature does not read.</source>
        <translation>%1 hat ein Format, das Armature nicht liest.</translation>
    </message>
    <message>
        <source>Convert it to PNG, JPEG, WebP, BMP or TIFF.</source>
        <translation>Wandeln Sie es in PNG, JPEG, WebP, BMP oder TIFF um.</translation>
    </message>
    <message>
        <source>%1 is a link that leaves the dataset&apos;s folder.</source>
        <translation>%1 ist ein Verweis, der aus dem Ordner hinausführt.</translation>
    </message>
    <message>
        <source>Copy what it points at into the folder (cp -rL).</source>
        <translation>Kopieren Sie das, worauf er zeigt, in den Ordner (cp -rL).</translation>
    </message>
    <message>
        <source>%1 cannot be read or is longer than 1 MB.</source>
        <translation>%1 ist nicht lesbar oder länger als 1 MB.</translation>
    </message>
    <message>
        <source>Write one short sentence into it.</source>
        <translation>Schreiben Sie einen kurzen Satz hinein.</translation>
    </message>
    <message>
        <source>%1 is not UTF-8; what cannot be read became a replacement character.</source>
        <translation>%1 ist nicht UTF-8; Unlesbares wurde durch Ersatzzeichen ersetzt.</translation>
    </message>
    <message>
        <source>Save it as UTF-8.</source>
        <translation>Speichern Sie es als UTF-8.</translation>
    </message>
    <message>
        <source>%1 and %2 were taken for a pair although their names differ in upper and lower case.</source>
        <translation>%1 und %2 gelten als Paar, obwohl sich ihre Namen in Groß- und Kleinschreibung unterscheiden.</translation>
    </message>
    <message>
        <source>Give both the same name.</source>
        <translation>Geben Sie beiden denselben Namen.</translation>
    </message>
    <message>
        <source>%1 has no condition map of the same name in %2/.</source>
        <translation>Zu %1 gibt es in %2/ keine Karte gleichen Namens.</translation>
    </message>
    <message>
        <source>%1 has no picture of the same name in %2/.</source>
        <translation>Zu %1 gibt es in %2/ kein Bild gleichen Namens.</translation>
    </message>
    <message>
        <source>Make its map as %1, or remove the picture.</source>
        <translation>Erzeugen Sie seine Karte als %1, oder entfernen Sie das Bild.</translation>
    </message>
    <message>
        <source>Put its picture there as %1, or remove the map.</source>
        <translation>Legen Sie das Bild als %1 dorthin, oder entfernen Sie die Karte.</translation>
    </message>
    <message>
        <source>%1 belongs to no picture.</source>
        <translation>%1 gehört zu keinem Bild.</translation>
    </message>
    <message>
        <source>Give it the name of its picture, or remove it.</source>
        <translation>Geben Sie der Datei den Namen ihres Bildes, oder entfernen Sie sie.</translation>
    </message>
    <message>
        <source>%1 cannot be opened: %2.</source>
        <translation>%1 lässt sich nicht öffnen: %2.</translation>
    </message>
    <message>
        <source>Allow reading the folder (chmod).</source>
        <translation>Erlauben Sie das Lesen des Ordners (chmod).</translation>
    </message>
    <message>
        <source>%1 is nested too deeply.</source>
        <translation>%1 liegt zu tief verschachtelt.</translation>
    </message>
    <message>
        <source>Move its pictures further up.</source>
        <translation>Legen Sie die Bilder weiter nach oben.</translation>
    </message>
    <message>
        <source>%1 is a link that leads back to itself.</source>
        <translation>%1 ist ein Verweis, der auf sich selbst zurückführt.</translation>
    </message>
    <message>
        <source>Remove the link.</source>
        <translation>Entfernen Sie den Verweis.</translation>
    </message>
    <message>
        <source>%1 is a link to a file that is not there.</source>
        <translation>%1 ist ein Verweis auf eine Datei, die es nicht gibt.</translation>
    </message>
    <message>
        <source>%1 is not a regular file.</source>
        <translation>%1 ist keine gewöhnliche Datei.</translation>
    </message>
    <message>
        <source>Remove it.</source>
        <translation>Entfernen Sie es.</translation>
    </message>
    <message>
        <source>%1 is an animation.</source>
        <translation>%1 ist eine Animation.</translation>
    </message>
    <message>
        <source>Save one of its pictures as PNG.</source>
        <translation>Speichern Sie eines ihrer Bilder als PNG.</translation>
    </message>
    <message>
        <source>There is no picture %1.</source>
        <translation>Es gibt kein Bild %1.</translation>
    </message>
    <message>
        <source>Check the path.</source>
        <translation>Prüfen Sie den Pfad.</translation>
    </message>
    <message>
        <source>Check that you may read the file.</source>
        <translation>Prüfen Sie, ob Sie die Datei lesen dürfen.</translation>
    </message>
    <message>
        <source>%1 is empty.</source>
        <translation>%1 ist leer.</translation>
    </message>
    <message>
        <source>Copy it again from where it came from, or take it out of the folder.</source>
        <translation>Kopieren Sie es noch einmal von dort, woher es kam, oder nehmen Sie es aus dem Ordner.</translation>
    </message>
    <message>
        <source>%1 is not a picture in a format that Armature reads.</source>
        <translation>%1 ist kein Bild in einem Format, das Armature liest.</translation>
    </message>
    <message>
        <source>%1 is %2, which Armature does not read.</source>
        <translation>%1 ist %2, was Armature nicht liest.</translation>
    </message>
    <message>
        <source>%1 has %2 megapixels; pictures may have at most %3.</source>
        <translation>%1 hat %2 Megapixel; Bilder dürfen höchstens %3 haben.</translation>
    </message>
    <message>
        <source>Save a smaller copy or take it out of the folder.</source>
        <translation>Speichern Sie eine kleinere Kopie, oder nehmen Sie es aus dem Ordner.</translation>
    </message>
    <message>
        <source>%1 is a damaged %2 file: %3.</source>
        <translation>%1 ist eine beschädigte %2-Datei: %3.</translation>
    </message>
    <message>
        <source>Copy or download it again, or take it out of the folder.</source>
        <translation>Kopieren oder laden Sie es noch einmal, oder nehmen Sie es aus dem Ordner.</translation>
    </message>
    <message>
        <source>%1 could not be read to its end.</source>
        <translation>%1 ließ sich nicht bis zum Ende lesen.</translation>
    </message>
    <message>
        <source>Check the disk, then try again.</source>
        <translation>Prüfen Sie den Datenträger, und versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>%1 was changed by another program in the meantime.</source>
        <translation>%1 wurde inzwischen von einem anderen Programm geändert.</translation>
    </message>
    <message>
        <source>Look at the file; it was left as it is.</source>
        <translation>Sehen Sie sich die Datei an; sie blieb, wie sie ist.</translation>
    </message>
    <message>
        <source>%1 cannot be changed: %2.</source>
        <translation>%1 lässt sich nicht ändern: %2.</translation>
    </message>
    <message>
        <source>Free some space and try again.</source>
        <translation>Schaffen Sie Platz, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Check that the folder can be written to.</source>
        <translation>Prüfen Sie, ob der Ordner beschreibbar ist.</translation>
    </message>
    <message>
        <source>Check that the dataset&apos;s folder can be written to.</source>
        <translation>Prüfen Sie, ob der Ordner des Datensatzes beschreibbar ist.</translation>
    </message>
    <message>
        <source>The undo journal cannot be written: %1.</source>
        <translation>Das Änderungsprotokoll lässt sich nicht schreiben: %1.</translation>
    </message>
    <message>
        <source>The undo journal could not be opened, so nothing is changed.</source>
        <translation>Das Änderungsprotokoll ließ sich nicht öffnen, deshalb wird nichts geändert.</translation>
    </message>
    <message>
        <source>Open the folder again.</source>
        <translation>Öffnen Sie den Ordner noch einmal.</translation>
    </message>
    <message>
        <source>The repair was stopped.</source>
        <translation>Die Reparatur wurde angehalten.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Es wurde nichts geändert.</translation>
    </message>
    <message>
        <source>Everything is as it was before.</source>
        <translation>Alles ist wie zuvor.</translation>
    </message>
    <message>
        <source>The rest is put back before the next change.</source>
        <translation>Der Rest wird vor der nächsten Änderung zurückgelegt.</translation>
    </message>
    <message>
        <source>The undo journal cannot be written: the disk is full.</source>
        <translation>Das Änderungsprotokoll lässt sich nicht schreiben: Der Datenträger ist voll.</translation>
    </message>
    <message>
        <source>%1 cannot be changed: the disk is full.</source>
        <translation>%1 lässt sich nicht ändern: Der Datenträger ist voll.</translation>
    </message>
    <message>
        <source>The pictures are untouched.</source>
        <translation>Die Bilder sind unberührt.</translation>
    </message>
    <message>
        <source>The folder %1 is empty.</source>
        <translation>Der Ordner %1 ist leer.</translation>
    </message>
    <message>
        <source>%1 is not a folder of pairs that Armature knows.</source>
        <translation>%1 ist kein Ordner mit Paaren, wie Armature sie kennt.</translation>
    </message>
    <message>
        <source>Put the pictures into image/ and their maps under the same names into condition/, or write a metadata.jsonl with file_name, conditioning_image_file_name and text.</source>
        <translation>Legen Sie die Bilder in image/ und ihre Karten unter denselben Namen in condition/, oder schreiben Sie eine metadata.jsonl mit file_name, conditioning_image_file_name und text.</translation>
    </message>
    <message>
        <source>The dataset folder %1 was not found: %2.</source>
        <translation>Der Ordner %1 wurde nicht gefunden: %2.</translation>
    </message>
    <message>
        <source>Check the spelling of the path.</source>
        <translation>Prüfen Sie die Schreibweise des Pfades.</translation>
    </message>
    <message>
        <source>The dataset folder %1 cannot be read: %2.</source>
        <translation>Der Ordner %1 ist nicht lesbar: %2.</translation>
    </message>
    <message>
        <source>%1 is open in another Armature window (%2).</source>
        <translation>%1 ist in einem anderen Armature-Fenster geöffnet (%2).</translation>
    </message>
    <message>
        <source>%1 is open in another Armature window.</source>
        <translation>%1 ist in einem anderen Armature-Fenster geöffnet.</translation>
    </message>
    <message>
        <source>Use that window, or close it first.</source>
        <translation>Verwenden Sie jenes Fenster, oder schließen Sie es zuerst.</translation>
    </message>
    <message>
        <source>%1 is not there.</source>
        <translation>%1 ist nicht da.</translation>
    </message>
    <message>
        <source>It may have been moved, or its disk is not connected.</source>
        <translation>Vielleicht wurde der Ordner verschoben, oder sein Datenträger ist nicht angeschlossen.</translation>
    </message>
    <message>
        <source>%1 does not answer.</source>
        <translation>%1 antwortet nicht.</translation>
    </message>
    <message>
        <source>Try again later.</source>
        <translation>Versuchen Sie es später noch einmal.</translation>
    </message>
    <message>
        <source>The pictures are untouched; where the window stood last could not be noted down.</source>
        <translation>Die Bilder sind unberührt; wo das Fenster zuletzt stand, ließ sich nicht festhalten.</translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation>Es gibt nichts rückgängig zu machen.</translation>
    </message>
    <message>
        <source>There is nothing to redo.</source>
        <translation>Es gibt nichts zu wiederholen.</translation>
    </message>
    <message>
        <source>The quotation mark is not closed.</source>
        <translation>Das Anführungszeichen ist nicht geschlossen.</translation>
    </message>
    <message>
        <source>The brackets are nested too deeply.</source>
        <translation>Die Klammern sind zu tief verschachtelt.</translation>
    </message>
    <message>
        <source>This bracket is not closed.</source>
        <translation>Diese Klammer ist nicht geschlossen.</translation>
    </message>
    <message>
        <source>This bracket closes nothing.</source>
        <translation>Diese Klammer schließt nichts.</translation>
    </message>
    <message>
        <source>A word or field:value is missing here.</source>
        <translation>Hier fehlt ein Wort oder Feld:Wert.</translation>
    </message>
    <message>
        <source>A value is missing after %1:</source>
        <translation>Nach %1: fehlt ein Wert.</translation>
    </message>
    <message>
        <source>There is no field &apos;%1&apos;; there are name, caption, size, width, height, aspect, tokens, issue and is.</source>
        <translation>Es gibt kein Feld „%1“; es gibt name, caption, size, width, height, aspect, tokens, issue und is.</translation>
    </message>
    <message>
        <source>is: takes pair, unpaired, aligned, trainable, excluded, captioned or checked.</source>
        <translation>is: nimmt pair, unpaired, aligned, trainable, excluded, captioned oder checked.</translation>
    </message>
    <message>
        <source>There is no issue called &apos;%1&apos;; misaligned, unpaired, unreadable, small, duplicate and nocaption are some that there are.</source>
        <translation>Es gibt keinen Befund „%1“; es gibt zum Beispiel misaligned, unpaired, unreadable, small, duplicate und nocaption.</translation>
    </message>
    <message>
        <source>%1: takes a number, as in %2 or %3.</source>
        <translation>%1: nimmt eine Zahl, etwa %2 oder %3.</translation>
    </message>
    <message>
        <source>%1 is no pair.</source>
        <translation>%1 ist kein Paar.</translation>
    </message>
    <message>
        <source>%1 cannot be read.</source>
        <translation>%1 ist nicht lesbar.</translation>
    </message>
    <message>
        <source>%1 is aligned already.</source>
        <translation>%1 passt schon.</translation>
    </message>
    <message>
        <source>%1 has a map of another shape, which resizing would distort.</source>
        <translation>%1 hat eine Karte anderer Form, die beim Skalieren verzerrt würde.</translation>
    </message>
    <message>
        <source>%1 does not need it.</source>
        <translation>%1 braucht es nicht.</translation>
    </message>
    <message>
        <source>%1 fits several files by name.</source>
        <translation>%1 passt dem Namen nach zu mehreren Dateien.</translation>
    </message>
    <message>
        <source>%1 fits no other file by name.</source>
        <translation>%1 passt dem Namen nach zu keiner anderen Datei.</translation>
    </message>
    <message>
        <source>%1 px become %2 px</source>
        <translation>aus %1 px werden %2 px</translation>
    </message>
    <message>
        <source>%1 px turned as the picture become %2 px</source>
        <translation>%1 px, gedreht wie das Bild, werden %2 px</translation>
    </message>
    <message>
        <source>%1 px cropped to the picture&apos;s shape become %2 px</source>
        <translation>%1 px, auf die Form des Bildes beschnitten, werden %2 px</translation>
    </message>
    <message>
        <source>%1 px are turned upright</source>
        <translation>%1 px werden aufgerichtet</translation>
    </message>
    <message>
        <source>%1 px are laid on white</source>
        <translation>%1 px werden auf Weiß gelegt</translation>
    </message>
    <message>
        <source>%1 px become 8 bit RGB</source>
        <translation>%1 px werden zu RGB mit 8 Bit</translation>
    </message>
    <message>
        <source>is moved aside with its map</source>
        <translation>wird mit seiner Karte beiseitegelegt</translation>
    </message>
    <message>
        <source>is moved aside</source>
        <translation>wird beiseitegelegt</translation>
    </message>
    <message>
        <source>is not trained on</source>
        <translation>wird nicht trainiert</translation>
    </message>
    <message>
        <source>is trained on again</source>
        <translation>wird wieder trainiert</translation>
    </message>
    <message>
        <source>becomes the map of %1, whose map until now is moved aside</source>
        <translation>wird die Karte von %1, dessen bisherige Karte beiseitegelegt wird</translation>
    </message>
    <message>
        <source>becomes the map of %1</source>
        <translation>wird die Karte von %1</translation>
    </message>
    <message>
        <source>picture without a condition map</source>
        <translation>Bild ohne Karte</translation>
    </message>
    <message>
        <source>condition map without a picture</source>
        <translation>Karte ohne Bild</translation>
    </message>
    <message>
        <source>file that is not there</source>
        <translation>Datei, die es nicht gibt</translation>
    </message>
    <message>
        <source>path that leaves the folder</source>
        <translation>Pfad, der aus dem Ordner hinausführt</translation>
    </message>
    <message>
        <source>line that cannot be read</source>
        <translation>unlesbare Zeile</translation>
    </message>
    <message>
        <source>unreadable picture</source>
        <translation>unlesbares Bild</translation>
    </message>
    <message>
        <source>picture that is cut short or damaged</source>
        <translation>abgeschnittenes oder beschädigtes Bild</translation>
    </message>
    <message>
        <source>format that Armature does not read</source>
        <translation>Format, das Armature nicht liest</translation>
    </message>
    <message>
        <source>extension that lies about the format</source>
        <translation>Endung, die nicht zum Format passt</translation>
    </message>
    <message>
        <source>picture and map of different shape</source>
        <translation>Bild und Karte von verschiedener Form</translation>
    </message>
    <message>
        <source>picture and map of the same shape but different size</source>
        <translation>Bild und Karte gleicher Form, aber verschiedener Größe</translation>
    </message>
    <message>
        <source>picture too long and narrow</source>
        <translation>Bild zu lang und schmal</translation>
    </message>
    <message>
        <source>smaller than the resolution</source>
        <translation>kleiner als die Auflösung</translation>
    </message>
    <message>
        <source>turned by EXIF</source>
        <translation>durch EXIF gedreht</translation>
    </message>
    <message>
        <source>transparency</source>
        <translation>Transparenz</translation>
    </message>
    <message>
        <source>16 bits per channel</source>
        <translation>16 Bit je Kanal</translation>
    </message>
    <message>
        <source>identical picture twice</source>
        <translation>dasselbe Bild zweimal</translation>
    </message>
    <message>
        <source>pictures that look the same</source>
        <translation>Bilder, die gleich aussehen</translation>
    </message>
    <message>
        <source>identical map for different pictures</source>
        <translation>dieselbe Karte für verschiedene Bilder</translation>
    </message>
    <message>
        <source>map of a single colour</source>
        <translation>Karte mit nur einer Farbe</translation>
    </message>
    <message>
        <source>map identical to its picture</source>
        <translation>Karte gleich ihrem Bild</translation>
    </message>
    <message>
        <source>two pictures of the same name</source>
        <translation>zwei Bilder gleichen Namens</translation>
    </message>
    <message>
        <source>names that differ in case only</source>
        <translation>Namen, die sich nur in Groß- und Kleinschreibung unterscheiden</translation>
    </message>
    <message>
        <source>no caption</source>
        <translation>kein Bildtext</translation>
    </message>
    <message>
        <source>empty caption</source>
        <translation>leerer Bildtext</translation>
    </message>
    <message>
        <source>caption too long</source>
        <translation>Bildtext zu lang</translation>
    </message>
    <message>
        <source>caption without a picture</source>
        <translation>Bildtext ohne Bild</translation>
    </message>
    <message>
        <source>text that is not UTF-8</source>
        <translation>Text, der nicht UTF-8 ist</translation>
    </message>
    <message>
        <source>pictures that the listing does not name</source>
        <translation>Bilder, die die Liste nicht nennt</translation>
    </message>
    <message>
        <source>excluded from training</source>
        <translation>vom Training ausgeschlossen</translation>
    </message>
</context>
<context>
    <name>labels</name>
    <message>
        <source>Base model</source>
        <translation>Grundmodell</translation>
    </message>
    <message>
        <source>The Stable Diffusion model that the ControlNet is for: a diffusers folder or a single file. Required.</source>
        <translation>Das Stable-Diffusion-Modell, für das das ControlNet ist: ein diffusers-Ordner oder eine einzelne Datei. Nötig.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Start from ControlNet</source>
        <translation>Mit ControlNet beginnen</translation>
    </message>
    <message>
        <source>A ControlNet to train further: a folder or a single file.</source>
        <translation>Ein ControlNet, das weiter trainiert wird: ein Ordner oder eine einzelne Datei.</translation>
    </message>
    <message>
        <source>a copy of the base model&apos;s encoder</source>
        <translation>eine Kopie des Encoders des Grundmodells</translation>
    </message>
    <message>
        <source>Hint network starts</source>
        <translation>Beginn des Hinweisnetzes</translation>
    </message>
    <message>
        <source>default is what diffusers does. calibrated scales the layers that read the condition to your maps before the first step, so that the ControlNet begins to follow them much earlier.</source>
        <translation>default ist, was diffusers tut. calibrated stellt die Schichten, die die Bedingung lesen, vor dem ersten Schritt auf Ihre Karten ein, so dass das ControlNet ihnen viel früher folgt.</translation>
    </message>
    <message>
        <source>Weight variant</source>
        <translation>Variante der Gewichte</translation>
    </message>
    <message>
        <source>Which weight files of the base model to read, such as fp16.</source>
        <translation>Welche Gewichtsdateien des Grundmodells gelesen werden, etwa fp16.</translation>
    </message>
    <message>
        <source>the plain ones</source>
        <translation>die gewöhnlichen</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>Tokenizer</translation>
    </message>
    <message>
        <source>A folder with another tokenizer than the base model&apos;s.</source>
        <translation>Ein Ordner mit einem anderen Tokenizer als dem des Grundmodells.</translation>
    </message>
    <message>
        <source>the base model&apos;s</source>
        <translation>der des Grundmodells</translation>
    </message>
    <message>
        <source>Prediction</source>
        <translation>Vorhersage</translation>
    </message>
    <message>
        <source>What the base model predicts, where it does not say so itself, as single files of SD 2 often do not.</source>
        <translation>Was das Grundmodell vorhersagt, wo es das nicht selbst sagt, wie oft bei einzelnen Dateien von SD 2.</translation>
    </message>
    <message>
        <source>Pairs</source>
        <translation>Paare</translation>
    </message>
    <message>
        <source>The folder with pictures and condition maps: image/ and condition/ with equal names, metadata.jsonl or .csv, or prompt.json. Required.</source>
        <translation>Der Ordner mit Bildern und Bedingungskarten: image/ und condition/ mit gleichen Namen, metadata.jsonl oder .csv, oder prompt.json. Nötig.</translation>
    </message>
    <message>
        <source>Picture column</source>
        <translation>Spalte der Bilder</translation>
    </message>
    <message>
        <source>The column of metadata.jsonl or .csv that names the picture.</source>
        <translation>Die Spalte von metadata.jsonl oder .csv, die das Bild nennt.</translation>
    </message>
    <message>
        <source>Condition column</source>
        <translation>Spalte der Bedingungen</translation>
    </message>
    <message>
        <source>The column of metadata.jsonl or .csv that names the condition map.</source>
        <translation>Die Spalte von metadata.jsonl oder .csv, die die Bedingungskarte nennt.</translation>
    </message>
    <message>
        <source>Caption column</source>
        <translation>Spalte der Bildtexte</translation>
    </message>
    <message>
        <source>The column with the caption, or with a list of captions of which one is drawn each time.</source>
        <translation>Die Spalte mit dem Bildtext oder einer Liste von Bildtexten, von denen jedes Mal einer gezogen wird.</translation>
    </message>
    <message>
        <source>At most</source>
        <translation>Höchstens</translation>
    </message>
    <message>
        <source>Train on this many pairs only, drawn by the seed.</source>
        <translation>Nur mit so vielen Paaren trainieren, vom Startwert ausgelost.</translation>
    </message>
    <message>
        <source>pairs</source>
        <translation>Paare</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>Empty captions</source>
        <translation>Leere Bildtexte</translation>
    </message>
    <message>
        <source>Share of draws in which the caption is left empty, so that the ControlNet learns to work from the condition alone.</source>
        <translation>Anteil der Ziehungen, bei denen der Bildtext leer bleibt, damit das ControlNet lernt, allein aus der Bedingung zu arbeiten.</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>Auflösung</translation>
    </message>
    <message>
        <source>Size that pictures are trained at. 512 suits SD 1.x, 768 the 768 models of SD 2.x.</source>
        <translation>Größe, in der Bilder trainiert werden. 512 passt zu SD 1.x, 768 zu den 768er-Modellen von SD 2.x.</translation>
    </message>
    <message>
        <source>px</source>
        <translation>px</translation>
    </message>
    <message>
        <source>Keep aspect ratios</source>
        <translation>Seitenverhältnisse erhalten</translation>
    </message>
    <message>
        <source>Group pictures by shape instead of cropping all of them to a square.</source>
        <translation>Bilder nach ihrer Form gruppieren, statt alle quadratisch zuzuschneiden.</translation>
    </message>
    <message>
        <source>Bucket step</source>
        <translation>Stufe der Gruppen</translation>
    </message>
    <message>
        <source>Widths and heights of the groups are multiples of this.</source>
        <translation>Breiten und Höhen der Gruppen sind Vielfache hiervon.</translation>
    </message>
    <message>
        <source>Mirror at random</source>
        <translation>Zufällig spiegeln</translation>
    </message>
    <message>
        <source>Mirror picture and condition together in half of the draws. Leave it off where left and right matter.</source>
        <translation>Bild und Bedingung in der Hälfte der Ziehungen gemeinsam spiegeln. Aus lassen, wo links und rechts zählen.</translation>
    </message>
    <message>
        <source>Crop the centre</source>
        <translation>Mitte ausschneiden</translation>
    </message>
    <message>
        <source>Cut the square from the centre; off cuts it at random, equally from picture and condition.</source>
        <translation>Das Quadrat aus der Mitte schneiden; aus schneidet es zufällig, gleich aus Bild und Bedingung.</translation>
    </message>
    <message>
        <source>Kind of condition</source>
        <translation>Art der Bedingung</translation>
    </message>
    <message>
        <source>How condition maps are resized: photo smoothly (depth, normals, blur), lines, pose and labels without mixing colours.</source>
        <translation>Wie Bedingungskarten in der Größe geändert werden: photo weich (Tiefe, Normalen, Unschärfe), lines, pose und labels ohne Farben zu mischen.</translation>
    </message>
    <message>
        <source>Loader threads</source>
        <translation>Threads zum Laden</translation>
    </message>
    <message>
        <source>Threads that read and cut pictures while the model trains.</source>
        <translation>Threads, die Bilder lesen und schneiden, während das Modell trainiert.</translation>
    </message>
    <message>
        <source>two</source>
        <translation>zwei</translation>
    </message>
    <message>
        <source>Cache latents</source>
        <translation>Latents aufheben</translation>
    </message>
    <message>
        <source>Encode pictures and captions once and keep the result on disk, so that steps are faster.</source>
        <translation>Bilder und Bildtexte einmal kodieren und das Ergebnis auf der Platte behalten; die Schritte werden schneller.</translation>
    </message>
    <message>
        <source>Cache folder</source>
        <translation>Ordner dafür</translation>
    </message>
    <message>
        <source>Where encoded pictures and captions are kept; several runs may share it.</source>
        <translation>Wo kodierte Bilder und Bildtexte liegen; mehrere Läufe dürfen ihn teilen.</translation>
    </message>
    <message>
        <source>cache/ in the output folder</source>
        <translation>cache/ im Ausgabeordner</translation>
    </message>
    <message>
        <source>Output folder</source>
        <translation>Ausgabeordner</translation>
    </message>
    <message>
        <source>Where the ControlNet, its checkpoints and validation pictures go. It must be empty or new, unless a run is resumed.</source>
        <translation>Wohin das ControlNet, seine Zwischenstände und Prüfbilder kommen. Er muss leer oder neu sein, außer wenn ein Lauf fortgesetzt wird.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>The same seed gives the same order, crops and noise.</source>
        <translation>Derselbe Startwert ergibt dieselbe Reihenfolge, dieselben Ausschnitte und dasselbe Rauschen.</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>Batchgröße</translation>
    </message>
    <message>
        <source>Pairs that are computed at once. Lower it when memory runs out.</source>
        <translation>Paare, die zugleich berechnet werden. Kleiner, wenn der Speicher nicht reicht.</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Durchgänge</translation>
    </message>
    <message>
        <source>How often every pair is seen, unless max_train_steps is given.</source>
        <translation>Wie oft jedes Paar gesehen wird, wenn max_train_steps nicht gesetzt ist.</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Number of optimiser steps; takes precedence over the epochs.</source>
        <translation>Anzahl der Optimiererschritte; geht den Durchgängen vor.</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>by epochs</source>
        <translation>nach Durchgängen</translation>
    </message>
    <message>
        <source>Batches per step</source>
        <translation>Batches je Schritt</translation>
    </message>
    <message>
        <source>Batches that are added up before the weights change: the effect of a larger batch without its memory.</source>
        <translation>Batches, die zusammengezählt werden, bevor sich die Gewichte ändern: die Wirkung eines größeren Batches ohne dessen Speicher.</translation>
    </message>
    <message>
        <source>Save memory</source>
        <translation>Speicher sparen</translation>
    </message>
    <message>
        <source>Compute parts twice instead of keeping them: much less memory, about a quarter slower.</source>
        <translation>Teile zweimal berechnen, statt sie zu behalten: viel weniger Speicher, etwa ein Viertel langsamer.</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Number format of the computation; weights are always kept in fp32. auto takes what this machine is fastest in without harm.</source>
        <translation>Zahlenformat der Rechnung; Gewichte bleiben immer in fp32. auto nimmt, worin dieser Rechner ohne Schaden am schnellsten ist.</translation>
    </message>
    <message>
        <source>Allow TF32</source>
        <translation>TF32 erlauben</translation>
    </message>
    <message>
        <source>Let newer NVIDIA cards round fp32 products for speed.</source>
        <translation>Neuere NVIDIA-Karten dürfen fp32-Produkte runden, um schneller zu sein.</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>auto, cpu, cuda or cuda:N; armature-cli devices lists them.</source>
        <translation>auto, cpu, cuda oder cuda:N; armature-cli devices zählt sie auf.</translation>
    </message>
    <message>
        <source>Processor threads</source>
        <translation>Prozessor-Threads</translation>
    </message>
    <message>
        <source>Threads for computing on the processor.</source>
        <translation>Threads zum Rechnen auf dem Prozessor.</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>How far each step moves the weights. 1e-5 is usual for a ControlNet.</source>
        <translation>Wie weit jeder Schritt die Gewichte bewegt. 1e-5 ist für ein ControlNet üblich.</translation>
    </message>
    <message>
        <source>New layers learn faster by</source>
        <translation>Neue Schichten lernen schneller um</translation>
    </message>
    <message>
        <source>Multiplies the learning rate of the hint network and the zero convolutions, which start from nothing, while the copied layers keep the learning rate itself.</source>
        <translation>Vervielfacht die Lernrate des Hinweisnetzes und der Null-Faltungen, die von nichts beginnen, während die kopierten Schichten die Lernrate selbst behalten.</translation>
    </message>
    <message>
        <source>times</source>
        <translation>mal</translation>
    </message>
    <message>
        <source>Scale learning rate</source>
        <translation>Lernrate anpassen</translation>
    </message>
    <message>
        <source>Multiply the learning rate by batch size and batches per step.</source>
        <translation>Die Lernrate mit Batchgröße und Batches je Schritt malnehmen.</translation>
    </message>
    <message>
        <source>Learning rate over time</source>
        <translation>Lernrate im Verlauf</translation>
    </message>
    <message>
        <source>How the learning rate changes during the run.</source>
        <translation>Wie sich die Lernrate während des Laufs ändert.</translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation>Anlauf</translation>
    </message>
    <message>
        <source>Steps in which the learning rate rises from 0. The schedule constant has none.</source>
        <translation>Schritte, in denen die Lernrate von 0 ansteigt. Der Verlauf constant hat keine.</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>Neuanläufe</translation>
    </message>
    <message>
        <source>Restarts of the schedule cosine_with_restarts.</source>
        <translation>Neuanläufe des Verlaufs cosine_with_restarts.</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>Exponent</translation>
    </message>
    <message>
        <source>Exponent of the schedule polynomial.</source>
        <translation>Exponent des Verlaufs polynomial.</translation>
    </message>
    <message>
        <source>Optimiser</source>
        <translation>Optimierer</translation>
    </message>
    <message>
        <source>The rule that turns gradients into changes of the weights.</source>
        <translation>Die Regel, die aus Gradienten Änderungen der Gewichte macht.</translation>
    </message>
    <message>
        <source>8-bit Adam</source>
        <translation>8-Bit-Adam</translation>
    </message>
    <message>
        <source>Not available yet: a run with it is refused.</source>
        <translation>Noch nicht da: Ein Lauf damit wird abgelehnt.</translation>
    </message>
    <message>
        <source>Adam beta 1</source>
        <translation>Adam beta 1</translation>
    </message>
    <message>
        <source>How long the direction of earlier steps is remembered.</source>
        <translation>Wie lange die Richtung früherer Schritte behalten wird.</translation>
    </message>
    <message>
        <source>Adam beta 2</source>
        <translation>Adam beta 2</translation>
    </message>
    <message>
        <source>How long the size of earlier gradients is remembered.</source>
        <translation>Wie lange die Größe früherer Gradienten behalten wird.</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>Gewichtsabnahme</translation>
    </message>
    <message>
        <source>Pulls all weights a little towards 0 at each step.</source>
        <translation>Zieht alle Gewichte bei jedem Schritt ein wenig zur 0.</translation>
    </message>
    <message>
        <source>Adam epsilon</source>
        <translation>Adam epsilon</translation>
    </message>
    <message>
        <source>Keeps Adam from dividing by 0.</source>
        <translation>Bewahrt Adam davor, durch 0 zu teilen.</translation>
    </message>
    <message>
        <source>Gradient limit</source>
        <translation>Grenze des Gradienten</translation>
    </message>
    <message>
        <source>A step whose gradient is longer than this is shortened to it; 0 switches the limit off.</source>
        <translation>Ein Schritt mit längerem Gradienten wird hierauf gekürzt; 0 schaltet die Grenze aus.</translation>
    </message>
    <message>
        <source>Average the weights</source>
        <translation>Gewichte mitteln</translation>
    </message>
    <message>
        <source>Keep a moving average of the weights (EMA), validate with it and save it as the result.</source>
        <translation>Einen gleitenden Mittelwert der Gewichte (EMA) führen, mit ihm prüfen und ihn als Ergebnis speichern.</translation>
    </message>
    <message>
        <source>EMA decay</source>
        <translation>EMA-Trägheit</translation>
    </message>
    <message>
        <source>How slowly the moving average follows.</source>
        <translation>Wie langsam der gleitende Mittelwert folgt.</translation>
    </message>
    <message>
        <source>Min-SNR gamma</source>
        <translation>Min-SNR gamma</translation>
    </message>
    <message>
        <source>Weigh noise levels so that easy ones do not dominate (arXiv 2303.09556); 5 is usual.</source>
        <translation>Rauschstufen so gewichten, dass leichte nicht überwiegen (arXiv 2303.09556); 5 ist üblich.</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>Noise offset</source>
        <translation>Rauschversatz</translation>
    </message>
    <message>
        <source>Shift the noise of whole pictures, so that very dark and very bright ones are learned; 0.05 to 0.1 is usual.</source>
        <translation>Das Rauschen ganzer Bilder verschieben, damit sehr dunkle und sehr helle gelernt werden; 0,05 bis 0,1 ist üblich.</translation>
    </message>
    <message>
        <source>Checkpoint every</source>
        <translation>Zwischenstand alle</translation>
    </message>
    <message>
        <source>Save everything that is needed to continue, this often.</source>
        <translation>So oft alles speichern, was zum Fortsetzen nötig ist.</translation>
    </message>
    <message>
        <source>Keep at most</source>
        <translation>Höchstens behalten</translation>
    </message>
    <message>
        <source>Delete the oldest checkpoints beyond this number; two verified ones always stay.</source>
        <translation>Die ältesten Zwischenstände über diese Zahl hinaus löschen; zwei geprüfte bleiben immer.</translation>
    </message>
    <message>
        <source>checkpoints</source>
        <translation>Zwischenstände</translation>
    </message>
    <message>
        <source>Continue from</source>
        <translation>Fortsetzen ab</translation>
    </message>
    <message>
        <source>latest, or the name of a checkpoint folder in the output folder. latest without a checkpoint starts afresh.</source>
        <translation>latest oder der Name eines Zwischenstands im Ausgabeordner. latest ohne Zwischenstand beginnt neu.</translation>
    </message>
    <message>
        <source>a fresh start</source>
        <translation>ein neuer Beginn</translation>
    </message>
    <message>
        <source>Validation prompts</source>
        <translation>Prüf-Prompts</translation>
    </message>
    <message>
        <source>Prompts to draw during the run. One for all condition maps, one for each, or several for one map.</source>
        <translation>Prompts, zu denen während des Laufs gezeichnet wird. Einer für alle Bedingungskarten, einer für jede oder mehrere für eine Karte.</translation>
    </message>
    <message>
        <source>Validation conditions</source>
        <translation>Prüf-Bedingungen</translation>
    </message>
    <message>
        <source>Condition maps to draw from during the run.</source>
        <translation>Bedingungskarten, nach denen während des Laufs gezeichnet wird.</translation>
    </message>
    <message>
        <source>Pictures each</source>
        <translation>Bilder je Paar</translation>
    </message>
    <message>
        <source>Pictures to draw for each prompt and condition.</source>
        <translation>Bilder, die zu jedem Prompt und jeder Bedingung gezeichnet werden.</translation>
    </message>
    <message>
        <source>pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Validate every</source>
        <translation>Prüfbilder alle</translation>
    </message>
    <message>
        <source>Draw the validation pictures this often, and once before the first step.</source>
        <translation>So oft die Prüfbilder zeichnen, und einmal vor dem ersten Schritt.</translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation>Sampler</translation>
    </message>
    <message>
        <source>How validation pictures are drawn: a diffusers scheduler name or a short one, such as ddim, euler, dpmpp_2m_karras, unipc.</source>
        <translation>Wie Prüfbilder gezeichnet werden: der Name eines diffusers-Schedulers oder ein kurzer, etwa ddim, euler, dpmpp_2m_karras, unipc.</translation>
    </message>
    <message>
        <source>Sampling steps</source>
        <translation>Sampling-Schritte</translation>
    </message>
    <message>
        <source>Steps to draw one validation picture.</source>
        <translation>Schritte, um ein Prüfbild zu zeichnen.</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>Führung</translation>
    </message>
    <message>
        <source>How strongly validation pictures follow the prompt.</source>
        <translation>Wie stark Prüfbilder dem Prompt folgen.</translation>
    </message>
    <message>
        <source>Held-out share</source>
        <translation>Anteil zum Prüfen</translation>
    </message>
    <message>
        <source>Share of the pairs that is never trained on; with them the run measures how much the condition helps (control gain).</source>
        <translation>Anteil der Paare, mit denen nie trainiert wird; an ihnen misst der Lauf, wie viel die Bedingung hilft (Steuerungsgewinn).</translation>
    </message>
    <message>
        <source>Held-out pairs</source>
        <translation>Paare zum Prüfen</translation>
    </message>
    <message>
        <source>A folder of pairs for the control gain, instead of a share.</source>
        <translation>Ein Ordner mit Paaren für den Steuerungsgewinn, statt eines Anteils.</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>What the terminal shows: auto is a bar on a terminal and plain lines elsewhere; json is one JSON object a line.</source>
        <translation>Was die Konsole zeigt: auto ist dort ein Balken und sonst schlichte Zeilen; json ist ein JSON-Objekt je Zeile.</translation>
    </message>
    <message>
        <source>Reports</source>
        <translation>Berichte</translation>
    </message>
    <message>
        <source>tensorboard (or all) writes curves for TensorBoard; events.jsonl in the output folder is always written.</source>
        <translation>tensorboard (oder all) schreibt Kurven für TensorBoard; events.jsonl im Ausgabeordner wird immer geschrieben.</translation>
    </message>
    <message>
        <source>Reports folder</source>
        <translation>Ordner der Berichte</translation>
    </message>
    <message>
        <source>Where TensorBoard&apos;s files go, inside the output folder.</source>
        <translation>Wohin die Dateien von TensorBoard kommen, im Ausgabeordner.</translation>
    </message>
    <message>
        <source>Report name</source>
        <translation>Name des Berichts</translation>
    </message>
    <message>
        <source>Name of the run in TensorBoard.</source>
        <translation>Name des Laufs in TensorBoard.</translation>
    </message>
    <message>
        <source>Result precision</source>
        <translation>Genauigkeit des Ergebnisses</translation>
    </message>
    <message>
        <source>Number format of the finished weights; fp16 halves the file.</source>
        <translation>Zahlenformat der fertigen Gewichte; fp16 halbiert die Datei.</translation>
    </message>
    <message>
        <source>Also as single file</source>
        <translation>Auch als einzelne Datei</translation>
    </message>
    <message>
        <source>Also write the result as this .safetensors file for ComfyUI and WebUI.</source>
        <translation>Das Ergebnis auch als diese .safetensors-Datei für ComfyUI und WebUI schreiben.</translation>
    </message>
    <message>
        <source>not written</source>
        <translation>wird nicht geschrieben</translation>
    </message>
    <message>
        <source>xFormers attention</source>
        <translation>xFormers-Attention</translation>
    </message>
    <message>
        <source>Changes nothing: attention is memory-efficient without it.</source>
        <translation>Ändert nichts: Attention spart auch ohne das Speicher.</translation>
    </message>
    <message>
        <source>Free gradients</source>
        <translation>Gradienten freigeben</translation>
    </message>
    <message>
        <source>Changes nothing: gradients never take more memory than needed.</source>
        <translation>Ändert nichts: Gradienten brauchen nie mehr Speicher als nötig.</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>Zwischenstände</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>Prüfung</translation>
    </message>
    <message>
        <source>Reports and results</source>
        <translation>Berichte und Ergebnisse</translation>
    </message>
    <message>
        <source>Accepted for compatibility</source>
        <translation>Der Verträglichkeit wegen angenommen</translation>
    </message>
    <message>
        <source>Edges and lines</source>
        <translation>Kanten und Linien</translation>
    </message>
    <message>
        <source>Depth and normals</source>
        <translation>Tiefe und Normalen</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Menschen</translation>
    </message>
    <message>
        <source>The picture itself</source>
        <translation>Das Bild selbst</translation>
    </message>
    <message>
        <source>Own maps</source>
        <translation>Eigene Karten</translation>
    </message>
    <message>
        <source>Steps of a chain</source>
        <translation>Schritte einer Kette</translation>
    </message>
    <message>
        <source>Canny edges</source>
        <translation>Canny-Kanten</translation>
    </message>
    <message>
        <source>Sharp white outlines on black; the thresholds say how strong an edge must be.</source>
        <translation>Scharfe weiße Umrisse auf Schwarz; die Schwellen sagen, wie stark eine Kante sein muss.</translation>
    </message>
    <message>
        <source>Low threshold</source>
        <translation>Untere Schwelle</translation>
    </message>
    <message>
        <source>Weaker edges are dropped; those between the thresholds stay where they join a strong one.</source>
        <translation>Schwächere Kanten fallen weg; die zwischen den Schwellen bleiben, wo sie an eine starke anschließen.</translation>
    </message>
    <message>
        <source>High threshold</source>
        <translation>Obere Schwelle</translation>
    </message>
    <message>
        <source>Edges above it always stay.</source>
        <translation>Kanten darüber bleiben immer.</translation>
    </message>
    <message>
        <source>Exact gradient</source>
        <translation>Genauer Gradient</translation>
    </message>
    <message>
        <source>Measure slopes by Pythagoras rather than by their sum, as cv2&apos;s L2gradient.</source>
        <translation>Steigungen nach Pythagoras messen statt als Summe, wie L2gradient von cv2.</translation>
    </message>
    <message>
        <source>no edges</source>
        <translation>keine Kanten</translation>
    </message>
    <message>
        <source>Which way surfaces face, from the depth that this network sees.</source>
        <translation>Wohin Flächen zeigen, nach der Tiefe, die dieses Netz sieht.</translation>
    </message>
    <message>
        <source>What the picture is brought to for the network; more sees finer things and takes longer.</source>
        <translation>Auf welche Größe das Bild für das Netz gebracht wird; mehr sieht Feineres und dauert länger.</translation>
    </message>
    <message>
        <source>Size of the map</source>
        <translation>Größe der Karte</translation>
    </message>
    <message>
        <source>As large as the picture, as pairs should be, or as the network gives it.</source>
        <translation>So groß wie das Bild, wie es bei Paaren sein soll, oder wie das Netz sie gibt.</translation>
    </message>
    <message>
        <source>Background</source>
        <translation>Hintergrund</translation>
    </message>
    <message>
        <source>What is farther than this part of the range faces the viewer.</source>
        <translation>Was weiter weg ist als dieser Teil des Bereichs, zeigt zum Betrachter.</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>Bits</translation>
    </message>
    <message>
        <source>16 keeps fine steps; 8 is what public depth ControlNets were trained on.</source>
        <translation>16 erhält feine Stufen; mit 8 wurden öffentliche Tiefen-ControlNets trainiert.</translation>
    </message>
    <message>
        <source>Far is bright</source>
        <translation>Fernes hell</translation>
    </message>
    <message>
        <source>Public depth ControlNets want near bright.</source>
        <translation>Öffentliche Tiefen-ControlNets wollen Nahes hell.</translation>
    </message>
    <message>
        <source>Cut near</source>
        <translation>Nahes kappen</translation>
    </message>
    <message>
        <source>This much of the picture, the nearest, becomes plain white.</source>
        <translation>So viel des Bildes, das Nächste, wird reines Weiß.</translation>
    </message>
    <message>
        <source>Cut far</source>
        <translation>Fernes kappen</translation>
    </message>
    <message>
        <source>This much of the picture, the farthest, becomes plain black.</source>
        <translation>So viel des Bildes, das Fernste, wird reines Schwarz.</translation>
    </message>
    <message>
        <source>Depth Anything V2</source>
        <translation>Depth Anything V2</translation>
    </message>
    <message>
        <source>How near things are, sharp at their outlines; near is bright.</source>
        <translation>Wie nah Dinge sind, scharf an ihren Umrissen; Nahes ist hell.</translation>
    </message>
    <message>
        <source>Depth (MiDaS) as ControlNets were trained on</source>
        <translation>Tiefe (MiDaS), mit der ControlNets trainiert wurden</translation>
    </message>
    <message>
        <source>DPT as the public depth ControlNets saw it: the whole picture at its resolution, without MiDaS&apos; own way of looking.</source>
        <translation>DPT, wie es die öffentlichen Tiefen-ControlNets sahen: das ganze Bild in seiner Auflösung, ohne die eigene Betrachtungsweise von MiDaS.</translation>
    </message>
    <message>
        <source>DPT (MiDaS v3)</source>
        <translation>DPT (MiDaS v3)</translation>
    </message>
    <message>
        <source>How near things are, large forms first; near is bright.</source>
        <translation>Wie nah Dinge sind, große Formen zuerst; Nahes ist hell.</translation>
    </message>
    <message>
        <source>MiDaS v2.1 small</source>
        <translation>MiDaS v2.1 small</translation>
    </message>
    <message>
        <source>How near things are, roughly and quickly; near is bright.</source>
        <translation>Wie nah Dinge sind, grob und schnell; Nahes ist hell.</translation>
    </message>
    <message>
        <source>Depth (draft)</source>
        <translation>Tiefe (Entwurf)</translation>
    </message>
    <message>
        <source>A first idea of depth without any file to fetch, to try things with: it has seen painted scenes only. Train on maps of one of the others.</source>
        <translation>Ein erster Eindruck von Tiefe, ohne dass eine Datei zu holen ist, zum Ausprobieren: Es kennt nur gemalte Szenen. Trainieren Sie mit Karten eines der anderen.</translation>
    </message>
    <message>
        <source>M-LSD straight lines</source>
        <translation>M-LSD, gerade Linien</translation>
    </message>
    <message>
        <source>Straight lines of rooms and buildings, white on black.</source>
        <translation>Gerade Linien von Räumen und Gebäuden, weiß auf schwarz.</translation>
    </message>
    <message>
        <source>Sureness of a line</source>
        <translation>Sicherheit einer Linie</translation>
    </message>
    <message>
        <source>Less sure lines are left out.</source>
        <translation>Weniger sichere Linien bleiben weg.</translation>
    </message>
    <message>
        <source>Shortest line</source>
        <translation>Kürzeste Linie</translation>
    </message>
    <message>
        <source>In pixels of the network&apos;s map, which is half as large as what it sees.</source>
        <translation>In Pixeln der Karte des Netzes, die halb so groß ist wie das, was es sieht.</translation>
    </message>
    <message>
        <source>Tile</source>
        <translation>Kachel</translation>
    </message>
    <message>
        <source>The picture at fewer pixels, for models that invent detail.</source>
        <translation>Das Bild mit weniger Pixeln, für Modelle, die Einzelheiten erfinden.</translation>
    </message>
    <message>
        <source>Fewer pixels by</source>
        <translation>Weniger Pixel um</translation>
    </message>
    <message>
        <source>How many times shorter each side becomes.</source>
        <translation>Wie viel Mal kürzer jede Seite wird.</translation>
    </message>
    <message>
        <source>Enlarged again to the picture&apos;s size, or left small.</source>
        <translation>Wieder auf die Größe des Bildes vergrößert, oder klein gelassen.</translation>
    </message>
    <message>
        <source>Blur</source>
        <translation>Unschärfe</translation>
    </message>
    <message>
        <source>The picture out of focus.</source>
        <translation>Das Bild unscharf.</translation>
    </message>
    <message>
        <source>Standard deviation of the Gaussian.</source>
        <translation>Standardabweichung der Gaußkurve.</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Grau</translation>
    </message>
    <message>
        <source>Lightness without colour, for models that colour pictures in.</source>
        <translation>Helligkeit ohne Farbe, für Modelle, die Bilder einfärben.</translation>
    </message>
    <message>
        <source>Gamma</source>
        <translation>Gamma</translation>
    </message>
    <message>
        <source>Above 1 darkens the middle tones.</source>
        <translation>Über 1 werden die mittleren Töne dunkler.</translation>
    </message>
    <message>
        <source>My own map, untouched</source>
        <translation>Meine eigene Karte, unberührt</translation>
    </message>
    <message>
        <source>The picture is a condition map already: its pixels are taken as they are.</source>
        <translation>Das Bild ist schon eine Bedingungskarte: Seine Pixel werden genommen, wie sie sind.</translation>
    </message>
    <message>
        <source>Hands</source>
        <translation>Hände</translation>
    </message>
    <message>
        <source>Find and draw fingers.</source>
        <translation>Finger finden und zeichnen.</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>Gesicht</translation>
    </message>
    <message>
        <source>Find and draw faces.</source>
        <translation>Gesichter finden und zeichnen.</translation>
    </message>
    <message>
        <source>People at most</source>
        <translation>Menschen höchstens</translation>
    </message>
    <message>
        <source>The surest are drawn.</source>
        <translation>Die sichersten werden gezeichnet.</translation>
    </message>
    <message>
        <source>Sureness of a person</source>
        <translation>Sicherheit eines Menschen</translation>
    </message>
    <message>
        <source>Whoever is less sure is nobody.</source>
        <translation>Wer weniger sicher ist, zählt nicht.</translation>
    </message>
    <message>
        <source>Sureness of a joint</source>
        <translation>Sicherheit eines Gelenks</translation>
    </message>
    <message>
        <source>Joints that are less sure are left out.</source>
        <translation>Weniger sichere Gelenke bleiben weg.</translation>
    </message>
    <message>
        <source>Colours as</source>
        <translation>Farben wie</translation>
    </message>
    <message>
        <source>As each of the two networks was trained, or one order for both: rgb as the WebUI gives them, bgr as DWPose&apos;s own example does.</source>
        <translation>Wie jedes der beiden Netze trainiert wurde, oder eine Reihenfolge für beide: rgb, wie das WebUI sie gibt, bgr, wie das Beispiel von DWPose.</translation>
    </message>
    <message>
        <source>Drawn at</source>
        <translation>Gezeichnet mit</translation>
    </message>
    <message>
        <source>Short side at which the skeleton is drawn, best the one that you train at: sticks are 4 px wide. 0 is the picture&apos;s own.</source>
        <translation>Kurze Seite, mit der das Skelett gezeichnet wird, am besten die des Trainings: Striche sind 4 px breit. 0 ist die des Bildes.</translation>
    </message>
    <message>
        <source>As large as the picture, as pairs should be, or as it was drawn.</source>
        <translation>So groß wie das Bild, wie es bei Paaren sein soll, oder wie sie gezeichnet wurde.</translation>
    </message>
    <message>
        <source>Sticks</source>
        <translation>Striche</translation>
    </message>
    <message>
        <source>As public ControlNets saw them, or the wide ones of xinsir&apos;s SDXL models.</source>
        <translation>Wie öffentliche ControlNets sie sahen, oder die breiten der SDXL-Modelle von xinsir.</translation>
    </message>
    <message>
        <source>Black map for nobody</source>
        <translation>Schwarze Karte für niemanden</translation>
    </message>
    <message>
        <source>Write a black map where no person is found; otherwise the picture gets none.</source>
        <translation>Eine schwarze Karte schreiben, wo niemand gefunden wird; sonst bekommt das Bild keine.</translation>
    </message>
    <message>
        <source>no person found</source>
        <translation>niemand gefunden</translation>
    </message>
    <message>
        <source>Pose (MediaPipe)</source>
        <translation>Pose (MediaPipe)</translation>
    </message>
    <message>
        <source>People as coloured skeletons, with hands and faces where wanted.</source>
        <translation>Menschen als farbige Skelette, auf Wunsch mit Händen und Gesichtern.</translation>
    </message>
    <message>
        <source>Pose (OpenPose)</source>
        <translation>Pose (OpenPose)</translation>
    </message>
    <message>
        <source>People as the public pose ControlNets were shown them; its weights are for research only.</source>
        <translation>Menschen, wie die öffentlichen Posen-ControlNets sie gezeigt bekamen; die Gewichte sind nur für die Forschung.</translation>
    </message>
    <message>
        <source>Pose (DWPose)</source>
        <translation>Pose (DWPose)</translation>
    </message>
    <message>
        <source>Whole bodies with fingers and faces, steadier than OpenPose; its two files are ONNX graphs.</source>
        <translation>Ganze Körper mit Fingern und Gesichtern, ruhiger als OpenPose; die zwei Dateien sind ONNX-Graphen.</translation>
    </message>
    <message>
        <source>Segments from class numbers</source>
        <translation>Segmente aus Klassennummern</translation>
    </message>
    <message>
        <source>Grey pictures whose values are ADE20K&apos;s class numbers, in the colours that models expect.</source>
        <translation>Graue Bilder, deren Werte Klassennummern von ADE20K sind, in den Farben, die Modelle erwarten.</translation>
    </message>
    <message>
        <source>0 is nothing</source>
        <translation>0 ist nichts</translation>
    </message>
    <message>
        <source>As in ADE20K&apos;s own files, where 1 is the first class; off where 0 is.</source>
        <translation>Wie in den Dateien von ADE20K, wo 1 die erste Klasse ist; aus, wo es 0 ist.</translation>
    </message>
    <message>
        <source>Outlines from sure to unsure, as a painter blocks them in.</source>
        <translation>Umrisse von sicher bis unsicher, wie ein Maler sie anlegt.</translation>
    </message>
    <message>
        <source>Three steps only</source>
        <translation>Nur drei Stufen</translation>
    </message>
    <message>
        <source>Leaves black, grey and white, so that nothing of the picture hides in faint values.</source>
        <translation>Lässt Schwarz, Grau und Weiß, damit sich in schwachen Werten nichts vom Bild verbirgt.</translation>
    </message>
    <message>
        <source>Soft edges drawn over with a thick black-and-white pen.</source>
        <translation>Weiche Kanten, mit einem dicken schwarzweißen Stift nachgezogen.</translation>
    </message>
    <message>
        <source>Black on white</source>
        <translation>Schwarz auf weiß</translation>
    </message>
    <message>
        <source>The public ControlNets were trained on white lines on black.</source>
        <translation>Die öffentlichen ControlNets wurden mit weißen Linien auf Schwarz trainiert.</translation>
    </message>
    <message>
        <source>HED soft edges</source>
        <translation>HED, weiche Kanten</translation>
    </message>
    <message>
        <source>Scribble (HED)</source>
        <translation>Gekritzel (HED)</translation>
    </message>
    <message>
        <source>PiDiNet soft edges</source>
        <translation>PiDiNet, weiche Kanten</translation>
    </message>
    <message>
        <source>Scribble (PiDiNet)</source>
        <translation>Gekritzel (PiDiNet)</translation>
    </message>
    <message>
        <source>Lineart</source>
        <translation>Strichzeichnung</translation>
    </message>
    <message>
        <source>Drawn lines with their weight, as an illustrator inks them.</source>
        <translation>Gezeichnete Linien mit ihrer Stärke, wie ein Illustrator sie tuscht.</translation>
    </message>
    <message>
        <source>Lineart (anime)</source>
        <translation>Strichzeichnung (Anime)</translation>
    </message>
    <message>
        <source>Clean lines of drawn figures.</source>
        <translation>Saubere Linien gezeichneter Figuren.</translation>
    </message>
    <message>
        <source>Pixels cut off at this side.</source>
        <translation>Pixel, die an dieser Seite wegfallen.</translation>
    </message>
    <message>
        <source>As large as the picture, black around what was looked at, as pairs should be; or as large as what was cut out.</source>
        <translation>So groß wie das Bild, schwarz um das, was betrachtet wurde, wie es bei Paaren sein soll; oder so groß wie der Ausschnitt.</translation>
    </message>
    <message>
        <source>Crop</source>
        <translation>Zuschneiden</translation>
    </message>
    <message>
        <source>Leaves borders out: a frame, a watermark, a caption.</source>
        <translation>Lässt Ränder weg: einen Rahmen, ein Wasserzeichen, eine Bildunterschrift.</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Links</translation>
    </message>
    <message>
        <source>Top</source>
        <translation>Oben</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Rechts</translation>
    </message>
    <message>
        <source>Bottom</source>
        <translation>Unten</translation>
    </message>
    <message>
        <source>How</source>
        <translation>Wie</translation>
    </message>
    <message>
        <source>Stretch to the size, cut off what is too much, or fill up what is missing.</source>
        <translation>Auf die Größe strecken, abschneiden, was zu viel ist, oder auffüllen, was fehlt.</translation>
    </message>
    <message>
        <source>Resize</source>
        <translation>Größe ändern</translation>
    </message>
    <message>
        <source>Brings pictures to one size; lines and skeletons stay sharp.</source>
        <translation>Bringt Bilder auf eine Größe; Linien und Skelette bleiben scharf.</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source>Of the result.</source>
        <translation>Des Ergebnisses.</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>Höhe</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>Umkehren</translation>
    </message>
    <message>
        <source>Black becomes white: for drawings on paper, or depth whose far is bright.</source>
        <translation>Schwarz wird weiß: für Zeichnungen auf Papier oder Tiefe, deren Fernes hell ist.</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>Brighter pixels become white, all others black.</source>
        <translation>Hellere Pixel werden weiß, alle anderen schwarz.</translation>
    </message>
    <message>
        <source>Black and white, nothing between.</source>
        <translation>Schwarz und weiß, nichts dazwischen.</translation>
    </message>
    <message>
        <source>Scribble (XDoG)</source>
        <translation>Gekritzel (XDoG)</translation>
    </message>
    <message>
        <source>Rough black-and-white strokes from the picture itself, without a network.</source>
        <translation>Grobe schwarzweiße Striche aus dem Bild selbst, ohne Netz.</translation>
    </message>
    <message>
        <source>Lower draws more.</source>
        <translation>Weniger zeichnet mehr.</translation>
    </message>
    <message>
        <source>Lineart (standard)</source>
        <translation>Strichzeichnung (einfach)</translation>
    </message>
    <message>
        <source>Soft lines where the picture is darker than its surroundings, without a network.</source>
        <translation>Weiche Linien, wo das Bild dunkler ist als seine Umgebung, ohne Netz.</translation>
    </message>
    <message>
        <source>How far a pixel&apos;s surroundings reach.</source>
        <translation>Wie weit die Umgebung eines Pixels reicht.</translation>
    </message>
    <message>
        <source>Ignore below</source>
        <translation>Nicht beachten unter</translation>
    </message>
    <message>
        <source>Fainter lines do not count when the strength is evened out.</source>
        <translation>Schwächere Linien zählen nicht, wenn die Stärke ausgeglichen wird.</translation>
    </message>
    <message>
        <source>Short side of what is looked at; 0 is the picture&apos;s own size.</source>
        <translation>Kurze Seite dessen, was betrachtet wird; 0 ist die eigene Größe des Bildes.</translation>
    </message>
    <message>
        <source>Pixel perfect width</source>
        <translation>Breite für Pixel Perfect</translation>
    </message>
    <message>
        <source>With the height, the size that you train at: the resolution follows from it. 0 switches it off.</source>
        <translation>Mit der Höhe die Größe, mit der trainiert wird: Die Auflösung folgt daraus. 0 schaltet es aus.</translation>
    </message>
    <message>
        <source>Pixel perfect height</source>
        <translation>Höhe für Pixel Perfect</translation>
    </message>
    <message>
        <source>As large as the picture, as pairs should be, or as large as what was looked at.</source>
        <translation>So groß wie das Bild, wie es bei Paaren sein soll, oder so groß wie das, was betrachtet wurde.</translation>
    </message>
    <message>
        <source>Normals (Depth Anything V2)</source>
        <translation>Normalen (Depth Anything V2)</translation>
    </message>
    <message>
        <source>Normals (Depth (MiDaS) as ControlNets were trained on)</source>
        <translation>Normalen (Tiefe (MiDaS), mit der ControlNets trainiert wurden)</translation>
    </message>
    <message>
        <source>Normals (DPT (MiDaS v3))</source>
        <translation>Normalen (DPT (MiDaS v3))</translation>
    </message>
    <message>
        <source>Normals (MiDaS v2.1 small)</source>
        <translation>Normalen (MiDaS v2.1 small)</translation>
    </message>
    <message>
        <source>Normals (Depth (draft))</source>
        <translation>Normalen (Tiefe (Entwurf))</translation>
    </message>
    <message>
        <source>on</source>
        <translation>an</translation>
    </message>
</context>
</TS>
