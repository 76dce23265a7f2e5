<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>armature::ui::BatchPanel</name>
    <message numerus="yes">
        <source>%n maps</source>
        <translation>
            <numerusform>%n map</numerusform>
            <numerusform>%n maps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pictures have no map.</source>
        <translation>
            <numerusform>%n picture has no map.</numerusform>
            <numerusform>%n pictures have no map.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>armature::ui::CaptionDialog</name>
    <message numerus="yes">
        <source>the %Ln selected rows</source>
        <translation>
            <numerusform>the %Ln selected row</numerusform>
            <numerusform>the %Ln selected rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the %Ln rows that the filter shows</source>
        <translation>
            <numerusform>the %Ln row that the filter shows</numerusform>
            <numerusform>the %Ln rows that the filter shows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>all %Ln rows</source>
        <translation>
            <numerusform>the %Ln row</numerusform>
            <numerusform>all %Ln rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Change %Ln captions</source>
        <translation>
            <numerusform>Change %Ln caption</numerusform>
            <numerusform>Change %Ln captions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>armature::ui::DatasetPage</name>
    <message numerus="yes">
        <source>%Ln rows</source>
        <translation>
            <numerusform>%Ln row</numerusform>
            <numerusform>%Ln rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %Ln selected</source>
        <translation>
            <numerusform>, %Ln selected</numerusform>
            <numerusform>, %Ln selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Resize %n maps</source>
        <translation>
            <numerusform>Resize %n map</numerusform>
            <numerusform>Resize %n maps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Crop %n maps</source>
        <translation>
            <numerusform>Crop %n map</numerusform>
            <numerusform>Crop %n maps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Turn %n pictures upright</source>
        <translation>
            <numerusform>Turn %n picture upright</numerusform>
            <numerusform>Turn %n pictures upright</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Lay %n pictures on white</source>
        <translation>
            <numerusform>Lay %n picture on white</numerusform>
            <numerusform>Lay %n pictures on white</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Pair %n pictures</source>
        <translation>
            <numerusform>Pair %n picture</numerusform>
            <numerusform>Pair %n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Quarantine %n pairs</source>
        <translation>
            <numerusform>Quarantine %n pair</numerusform>
            <numerusform>Quarantine %n pairs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Exclude %n pairs</source>
        <translation>
            <numerusform>Exclude %n pair</numerusform>
            <numerusform>Exclude %n pairs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Include %n pairs</source>
        <translation>
            <numerusform>Include %n pair</numerusform>
            <numerusform>Include %n pairs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more files, too.</source>
        <translation>
            <numerusform>%n more file, too.</numerusform>
            <numerusform>%n more files, too.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n are left out: %1</source>
        <translation>
            <numerusform>%n is left out: %1</numerusform>
            <numerusform>%n are left out: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Change %n captions</source>
        <translation>
            <numerusform>Change %n caption</numerusform>
            <numerusform>Change %n captions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n captions were changed by another program in the meantime, such as that of %1.</source>
        <translation>
            <numerusform>%n caption was changed by another program in the meantime, that of %1.</numerusform>
            <numerusform>%n captions were changed by another program in the meantime, such as that of %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Make %n pairs</source>
        <translation>
            <numerusform>Make %n pair</numerusform>
            <numerusform>Make %n pairs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Convert %n pictures</source>
        <translation>
            <numerusform>Convert %n picture</numerusform>
            <numerusform>Convert %n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln pairs</source>
        <translation>
            <numerusform>%Ln pair</numerusform>
            <numerusform>%Ln pairs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln with a caption</source>
        <translation>
            <numerusform>%Ln with a caption</numerusform>
            <numerusform>%Ln with a caption</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln files are in no pair</source>
        <translation>
            <numerusform>%Ln file is in no pair</numerusform>
            <numerusform>%Ln files are in no pair</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pictures, and no condition map yet.</source>
        <translation>
            <numerusform>%n picture, and no condition map yet.</numerusform>
            <numerusform>%n pictures, and no condition map yet.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>armature::ui::EngineLink</name>
    <message numerus="yes">
        <source>CPU, %n thread(s)</source>
        <translation>
            <numerusform>CPU, %n thread</numerusform>
            <numerusform>CPU, %n threads</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>armature::ui::GridDialog</name>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>armature::ui::ImportPanel</name>
    <message numerus="yes">
        <source>%Ln pairs: %1 with %2</source>
        <translation>
            <numerusform>%Ln pair: %1 with %2</numerusform>
            <numerusform>%Ln pairs: %1 with %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln pairs</source>
        <translation>
            <numerusform>%Ln pair</numerusform>
            <numerusform>%Ln pairs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln with a caption</source>
        <translation>
            <numerusform>%Ln with a caption</numerusform>
            <numerusform>%Ln with a caption</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln pictures are in none and are left out.</source>
        <translation>
            <numerusform>%Ln picture is in none and is left out.</numerusform>
            <numerusform>%Ln pictures are in none and are left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Make %Ln pairs</source>
        <translation>
            <numerusform>Make %Ln pair</numerusform>
            <numerusform>Make %Ln pairs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>armature::ui::Job</name>
    <message numerus="yes">
        <source>%n s left</source>
        <translation>
            <numerusform>%n s left</numerusform>
            <numerusform>%n s left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min left</source>
        <translation>
            <numerusform>%n min left</numerusform>
            <numerusform>%n min left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h left</source>
        <translation>
            <numerusform>%n h left</numerusform>
            <numerusform>%n h left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>armature::ui::PairDetails</name>
    <message numerus="yes">
        <source>%Ln pairs are selected</source>
        <translation>
            <numerusform>%Ln pair is selected</numerusform>
            <numerusform>%Ln pairs are selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>armature::ui::PoseEditor</name>
    <message numerus="yes">
        <source>%n people</source>
        <translation>
            <numerusform>%n person</numerusform>
            <numerusform>%n people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people from %1.</source>
        <translation>
            <numerusform>%n person from %1.</numerusform>
            <numerusform>%n people from %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>armature::ui::PreprocessPage</name>
    <message numerus="yes">
        <source>%n pictures</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>armature::ui::RunForecast</name>
    <message numerus="yes">
        <source>%1 for %n checkpoints and the result, of %2 that are free</source>
        <translation>
            <numerusform>%1 for %n checkpoint and the result, of %2 that are free</numerusform>
            <numerusform>%1 for %n checkpoints and the result, of %2 that are free</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>armature::ui::StatusBar</name>
    <message numerus="yes">
        <source>+%n more</source>
        <translation>
            <numerusform>+%n more</numerusform>
            <numerusform>+%n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>armature::ui::TestPage</name>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
</context>
</TS>
