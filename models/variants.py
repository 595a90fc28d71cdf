"""Forenames that are one: short forms and spellings, such as Ellie and Eleanor, or Mohammed and Muhammad."""

from models.text import folded

VARIANTS = """
abigail abi abbie abby gail; adam ad; adrian ade; alexander alexandra alexa alexis alex alec al sandy sasha xander
lexi lexie; alfred alf alfie fred; alice ali allie alicia alison; amanda mandy; amelia amy millie milly emelia
emilia; andrew andy drew andrea; angela angie angel angelina; anna ann anne annie annabel anya annabelle hannah
hanna; anthony antony tony; archibald archie; arthur art artie; barbara barb babs; beatrice bea trixie beatrix;
benjamin ben benny benji benedict; bethany beth bethan; bradley brad; cameron cam; caroline carol carolyn carrie
caz; catherine katherine kathryn catharine katharine kate katie katy cath kathy kat kitty kay cathy; charles charlie
charley chas chuck; charlotte charlie lottie lotte charley; christina christine kristina chrissy chris tina;
christopher chris kit topher kristopher; claire clare clara; daniel dan danny daniyal; danielle dani daniela
daniella; david dave davey davy dai; deborah debbie deb debra; dominic dom dominick; dorothy dot dottie; edward ed
eddie ted teddy ned eddy; eleanor ellie elle ella nell elinor eleanora elly nora; elizabeth elisabeth liz lizzie
beth betty eliza libby elsie bess lisa betsy; emily em emmy milly millie; emma em emmie; evelyn evie eve; finley
finlay fin finn; frances fran frankie; francis frank frankie; frederick fred freddie freddy frederic; gabriel gabe;
gabriella gabrielle gaby gabby; gareth gaz gary; geoffrey geoff jeff jeffrey; george georgie; georgia georgina
georgie georgiana gina; gerald gerry jerry; grace gracie; gregory greg; harold harry hal; harriet hattie harry;
harrison harry; harvey harv; henry harry hal hank; hugh huw hugo hughie; ibrahim ebrahim abraham; isaac isaak zac
ike; isabel isabella isabelle izzy bella belle isobel issy ishbel; jack john jackie jon johnny jonny jonathan
johnathan jonathon; jacob jake jakob yaqub; jacqueline jackie jacqui; james jamie jim jimmy jay; jasmine jas jazz
jasmin yasmin yasmine; jennifer jen jenny jennie; jessica jess jessie; joanna jo joanne joan; joseph joe joey jo
yusuf yousef yousuf youssef; joshua josh; julia julie jules juliet; katelyn caitlin kaitlyn kate caitlyn; kenneth
ken kenny; kimberley kim kimberly; laurence lawrence larry laurie loz; leonard leo len lenny; leo leon leonardo;
lewis louis lou louie luis; louise lou louisa; lily lilian lillian lilly lillie; lucy lucia lucie lu; luke lucas
luca lukas; madeleine maddie maddy madeline madison; margaret maggie meg peggy megan rita greta daisy marge; mark
marcus marc; martha marty mattie; martin marty martyn; mary maria marie mia molly polly maryam mariam miriam;
matthew matt matty mathew; maximilian max maxwell maxim; melissa mel lissa missy; melanie mel; michael mike mick
micky mikey mickey; michelle shell chelle; mohammed muhammad mohamed mohammad muhammed mohamad muhamad mohamud mo;
natalie nat natalia natasha tasha; nathan nathaniel nate nat; nicholas nick nicky nico nicolas; nicola nicole nicky
nikki nic; oliver ollie olly; olivia liv livvy livia ollie; oscar osc; pamela pam; patricia pat trish patsy tricia;
patrick pat paddy padraig; penelope penny; peter pete; philip phil phillip pip; philippa pippa pip; phoebe phebe;
rachel rach rachael; rebecca becky becca bex rebekah; reginald reg reggie; rhys reece rees reese; richard rick ricky
dick rich richie; robert rob bob bobby robbie bert robin; ronald ron ronnie; rosemary rose rosie; ruben reuben;
russell russ; samantha sam sammy sammie; samuel sam sammy; sarah sara sally zara; scarlett scarlet letty; sean shaun
shawn shane; sebastian seb bastian; sophie sophia sofia soph sofie; stephanie steph; stephen steven steve stevie
stephan; stuart stewart stu; susan sue susie suzanne susannah suzie; sylvia silvia; teresa theresa terri tess tessa;
terence terry terrence; theodore theo ted teddy; thomas tom tommy tomas; timothy tim timmy; toby tobias; tyler ty;
valerie val; victoria vicky vic tori vicki; vincent vince vinny; william will bill billy willy liam wills; zachary
zac zach zack zak zachariah; zoe zoey; ahmed ahmad ahmet; aisha ayesha aysha aaisha; hussain hussein husain hussayn;
hassan hasan; fatima fatimah fatma; khadija khadijah; ali aly; omar umar omer; osman usman uthman; mustafa mustapha;
zainab zaynab zeinab; abdul abdullah abdallah abdulla abdi; ismail ismael ishmael; jan janek; katarzyna kasia; tia
tiana tiffany; aleksander aleksandra ola
"""
_GROUPS = [frozenset(group.split()) for group in VARIANTS.split(";")]


def are_variants(one: str, other: str) -> bool:
    """Return whether two forenames are the same, or usual forms of the same."""
    a, b = folded(one), folded(other)
    return a == b or any(a in group and b in group for group in _GROUPS)
