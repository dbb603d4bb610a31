"""Other names of the same parts, features and contents of goods, for each language.

Goods with contents are called by adjectives: what is "gezuckert" has "Zucker". They are folded.
"""

ENGLISH = """
castor, caster
mic, microphone
numpad, num pad, number pad, numeric pad, numeric keypad
drawstring, drawcord
msg, monosodium glutamate
gmo, genetically modified
wire, underwire
ads, adverts, advertisements, advertising
nuts, tree nuts
"""
GERMAN = """
mikrofon, mikrophon, mic
nummernblock, ziffernblock, zahlenblock, numpad
reissverschluss, zipper, zip
kapuze, hood
kordelzug, tunnelzug
kopfstutze, nackenstutze
zucker, gezuckert, gesusst, zuckrig
salz, gesalzen, salzig
duft, duftstoff, duftstoffe, parfum, parfumiert, beduftet
fett, fettig
aluminium, alu
plastik, kunststoff
nusse, schalenfruchte
"""
FRENCH = """
microphone, mic
pave numerique, clavier numerique, numpad
fermeture eclair, fermeture a glissiere, zip
capuche, capuchon
appuie-tete, appui-tete, repose-tete
cordon de serrage, lien de serrage
alcool, alcoolise, alcoolisee, alcoolique
sucre, sucree
sel, sale, salee
parfum, parfume, parfumee
gaz, gazeux, gazeuse, petillant, petillante
cafeine, cafeinee
noix, fruits a coque
"""
SPANISH = """
microfono, mic
teclado numerico, bloque numerico, numpad
cremallera, zip
capucha, capuchon
reposacabezas, cabecero, apoyacabezas
mando a distancia, control remoto
alcohol, alcoholico, alcoholica
azucar, azucares, azucarado, azucarada, azucarar, endulzado, endulzada, endulzar
sal, salado, salada, salar
perfume, perfumado, perfumada, perfumar, fragancia
gas, gaseoso, gaseosa, gasificado, gasificada
cafeina, cafeinado, cafeinada
grasa, graso, grasas
pilas, baterias
nueces, frutos secos, frutos de cascara
"""
SAME_PARTS = {"english": ENGLISH, "german": GERMAN, "french": FRENCH, "spanish": SPANISH}
"""By language; each line has the names of one thing. English ones are used in every language."""
