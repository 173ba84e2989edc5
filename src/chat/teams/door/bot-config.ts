import type { TeamsSettings } from '../settings.ts';

/** What the public Bot Framework signs as, and what our own tokens for it are for. */
export const ISSUER = 'https://api.botframework.com';

/** The settings in the names that the Bot Framework's library reads them by; `openIdMetadata` names other keys than the public ones. */
export function botConfig(settings: TeamsSettings, openIdMetadata?: string) {
  const { appId, appType, appTenant, password } = settings;
  return {
    MicrosoftAppId: appId,
    MicrosoftAppType: appType,
    MicrosoftAppTenantId: appTenant,
    ...(password ? { MicrosoftAppPassword: password } : {}),
    // Any one of these makes botbuilder take all of them from here.
    ...(openIdMetadata && {
      ToChannelFromBotLoginUrl: 'https://login.microsoftonline.com/botframework.com',
      ToChannelFromBotOAuthScope: ISSUER,
      ToBotFromChannelTokenIssuer: ISSUER,
      ToBotFromChannelOpenIdMetadataUrl: openIdMetadata,
      ToBotFromEmulatorOpenIdMetadataUrl: openIdMetadata,
      OAuthUrl: 'https://token.botframework.com/',
      CallerId: 'urn:botframework:azure',
      ValidateAuthority: true,
    }),
  };
}
